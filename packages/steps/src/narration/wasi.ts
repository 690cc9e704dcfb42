/**
 * Just enough of WASI preview 1 to run one command-line program inside this process: arguments, one text in, files
 * out, all in memory. The program sees no real file, no environment and no true clock, so what it makes depends on
 * its arguments alone.
 */

import type { Program } from './program.ts'

/** What a program left behind. */
export interface ProgramResult {
  exitCode: number
  stdout: string
  /** Written files by name. */
  files: Map<string, Uint8Array>
}

interface OpenFile {
  name: string
  bytes: Uint8Array
  length: number
  position: number
}

const ok = 0
const badDescriptor = 8
const rootDescriptor = 3
const directoryType = 3
const regularType = 4

class Exit extends Error {
  readonly code: number
  constructor(code: number) {
    super(`exit ${code}`)
    this.code = code
  }
}

/** Runs a WASI program with these arguments; the first is its name. Files that it opens are created empty. */
export function runProgram({ module, fill }: Program, args: readonly string[]): ProgramResult {
  const machine = new Machine(args)
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: machine.calls() })
  machine.memory = instance.exports['memory'] as WebAssembly.Memory
  fill(machine.memory)
  let exitCode = 0
  try {
    ;(instance.exports['_start'] as () => void)()
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    exitCode = error.code
  }
  return { exitCode, stdout: machine.stdout, files: machine.files() }
}

class Machine {
  memory: WebAssembly.Memory | undefined
  stdout = ''
  readonly #args: Buffer[]
  readonly #open = new Map<number, OpenFile>()
  readonly #written = new Map<string, OpenFile>()

  constructor(args: readonly string[]) {
    this.#args = args.map((arg) => Buffer.from(`${arg}\0`))
  }

  files(): Map<string, Uint8Array> {
    return new Map([...this.#written].map(([name, file]) => [name, file.bytes.subarray(0, file.length)]))
  }

  calls(): Record<string, (...args: number[]) => number> {
    return {
      args_sizes_get: (count, size) => this.#put32(count, this.#args.length, size, Buffer.concat(this.#args).length),
      args_get: (pointers, start) => this.#putArgs(pointers, start),
      clock_time_get: (_clock, _precision, result) => (this.#view().setBigUint64(result, 0n, true), ok),
      fd_close: (descriptor) => (this.#open.delete(descriptor), ok),
      fd_fdstat_get: (descriptor, result) => this.#describe(descriptor, result),
      fd_fdstat_set_flags: () => ok,
      fd_prestat_get: (descriptor, result) =>
        descriptor === rootDescriptor ? this.#put32(result, 0, result + 4, 1) : badDescriptor,
      fd_prestat_dir_name: (_descriptor, path) => (this.#view().setUint8(path, 0x2f), ok),
      fd_read: (_descriptor, _vectors, _count, result) => this.#put32(result, 0),
      // A 64-bit argument comes as a BigInt.
      fd_seek: (descriptor, offset: number | bigint, whence, result) =>
        this.#seek(descriptor, Number(offset), whence, result),
      fd_write: (descriptor, vectors, count, result) => this.#write(descriptor, vectors, count, result),
      path_open: (...args) => this.#openPath(args[2]!, args[3]!, args[8]!),
      proc_exit: (code) => {
        throw new Exit(code)
      },
    }
  }

  #view(): DataView {
    return new DataView(this.memory!.buffer)
  }

  #put32(...pairs: number[]): number {
    for (let i = 0; i < pairs.length; i += 2) this.#view().setUint32(pairs[i]!, pairs[i + 1]!, true)
    return ok
  }

  #putArgs(pointers: number, start: number): number {
    let at = start
    this.#args.forEach((arg, index) => {
      this.#put32(pointers + index * 4, at)
      new Uint8Array(this.memory!.buffer).set(arg, at)
      at += arg.length
    })
    return ok
  }

  #describe(descriptor: number, result: number): number {
    const view = this.#view()
    if (descriptor > rootDescriptor && !this.#open.has(descriptor)) return badDescriptor
    view.setUint8(result, descriptor === rootDescriptor ? directoryType : regularType)
    view.setUint16(result + 2, 0, true)
    view.setBigUint64(result + 8, 0xffffffffn, true)
    view.setBigUint64(result + 16, 0xffffffffn, true)
    return ok
  }

  #openPath(path: number, length: number, result: number): number {
    const name = Buffer.from(this.memory!.buffer, path, length).toString()
    const descriptor = rootDescriptor + 1 + this.#written.size
    const file = { name, bytes: new Uint8Array(1 << 16), length: 0, position: 0 }
    this.#open.set(descriptor, file)
    this.#written.set(name, file)
    return this.#put32(result, descriptor)
  }

  #seek(descriptor: number, offset: number, whence: number, result: number): number {
    const file = this.#open.get(descriptor)
    if (!file) return badDescriptor
    file.position = offset + (whence === 0 ? 0 : whence === 1 ? file.position : file.length)
    this.#view().setBigUint64(result, BigInt(file.position), true)
    return ok
  }

  #write(descriptor: number, vectors: number, count: number, result: number): number {
    const view = this.#view()
    let total = 0
    for (let i = 0; i < count; i++) {
      const start = view.getUint32(vectors + i * 8, true)
      const length = view.getUint32(vectors + i * 8 + 4, true)
      const bytes = new Uint8Array(this.memory!.buffer, start, length)
      const file = this.#open.get(descriptor)
      if (file) append(file, bytes)
      else if (descriptor === 1) this.stdout += Buffer.from(bytes).toString()
      total += length
    }
    return this.#put32(result, total)
  }
}

function append(file: OpenFile, bytes: Uint8Array): void {
  const end = file.position + bytes.length
  if (end > file.bytes.length) {
    const larger = new Uint8Array(Math.max(end, file.bytes.length * 2))
    larger.set(file.bytes)
    file.bytes = larger
  }
  file.bytes.set(bytes, file.position)
  file.position = end
  file.length = Math.max(file.length, end)
}
