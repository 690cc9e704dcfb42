/**
 * A WebAssembly program from its file. Most of a speech program is voices: data, which Node would read, copy into the
 * module and copy again into memory. Here it goes from the file into the memory and nowhere else.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'

/** A program without its data. */
export interface Program {
  module: WebAssembly.Module
  /** Puts the data where it belongs; due between instantiation and start. */
  fill: (memory: WebAssembly.Memory) => void
}

interface Segment {
  /** In the file. */
  from: number
  length: number
  /** In memory. */
  to: number
}

const dataSection = 11
const magicBytes = 8
/** More than a section's or a segment's header takes. */
const headerBytes = 24
const opcode = { i32Const: 0x41, end: 0x0b } as const

/**
 * `busiest` is the index of the function that most of the time is spent in. V8 would run all of its one long call in
 * code made in haste, and spend time on better code for others that are done before it serves: these flags turn that
 * around, and change nothing of what the program makes. They hold for the life of the process.
 * Throws RangeError where the data is not laid out as plainly as a C program's.
 */
export function loadProgram(path: string, busiest: number): Program {
  setFlagsFromString(`--wasm-eager-tier-up-function=${busiest}`)
  setFlagsFromString('--wasm-tiering-budget=40000000')
  const { start, content } = findData(path)
  // Not `compile`: with these flags, it lets Node think that there is nothing left to wait for.
  const module = new WebAssembly.Module(read(path, 0, start))
  return { module, fill: (memory) => segmentsAt(path, content).forEach((segment) => fill(path, segment, memory)) }
}

function fill(path: string, { from, length, to }: Segment, memory: WebAssembly.Memory): void {
  readInto(path, from, new Uint8Array(memory.buffer, to, length))
}

/** Where the data section begins and where its content does; what comes after it is for debuggers. */
function findData(path: string): { start: number; content: number } {
  for (let at = magicBytes; ;) {
    const header = new Header(read(path, at, headerBytes))
    const section = header.byte()
    const length = header.number()
    const content = at + header.at
    if (section === dataSection) return { start: at, content }
    at = content + length
  }
}

function segmentsAt(path: string, content: number): Segment[] {
  const segments: Segment[] = []
  const first = new Header(read(path, content, headerBytes))
  const count = first.number()
  let at = content + first.at
  while (segments.length < count) {
    const header = new Header(read(path, at, headerBytes))
    if (header.number() !== 0 || header.byte() !== opcode.i32Const)
      throw new RangeError('A segment has no fixed place.')
    const to = header.number()
    if (header.byte() !== opcode.end) throw new RangeError('A segment has no fixed place.')
    const length = header.number()
    segments.push({ from: at + header.at, length, to })
    at += header.at + length
  }
  return segments
}

function read(path: string, from: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  readInto(path, from, bytes)
  return bytes
}

function readInto(path: string, from: number, bytes: Uint8Array): void {
  const file = openSync(path, 'r')
  try {
    for (let at = 0; at < bytes.length;) {
      const got = readSync(file, bytes, at, bytes.length - at, from + at)
      if (got === 0) return
      at += got
    }
  } finally {
    closeSync(file)
  }
}

/** Reads numbers one after the other. */
class Header {
  at = 0
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  byte(): number {
    return this.#bytes[this.at++] ?? 0
  }

  /** LEB128; the places that we read are positive, so the signed form reads the same. */
  number(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
}
