/** Raw sound on disk, interleaved stereo at 48 kHz, read in blocks so that a film of any length fits into memory. */
import { closeSync, openSync, readSync } from 'node:fs'

/** Samples a second of all sound in a film. */
export const SAMPLE_RATE = 48_000
/** Left and right. */
export const CHANNELS = 2
const BLOCK_SECONDS = 1
/** Stereo samples in a block. */
export const BLOCK_SAMPLES = BLOCK_SECONDS * SAMPLE_RATE

/** The film's mix: 32-bit floats. The array is the same one each time, filled anew. */
export function* readFloatBlocks(path: string): Generator<Float32Array> {
  const block = new Float32Array(BLOCK_SAMPLES * CHANNELS)
  for (const bytes of readBlocks(path, new Uint8Array(block.buffer))) yield block.subarray(0, bytes / 4)
}

/** Decoded sound: 16-bit, given as floats from -1 to 1. The array is the same one each time, filled anew. */
export function* readShortBlocks(path: string): Generator<Float32Array> {
  const shorts = new Int16Array(BLOCK_SAMPLES * CHANNELS)
  const block = new Float32Array(shorts.length)
  for (const bytes of readBlocks(path, new Uint8Array(shorts.buffer))) {
    const length = bytes >> 1
    for (let i = 0; i < length; i++) block[i] = shorts[i]! / 32768
    yield block.subarray(0, length)
  }
}

function* readBlocks(path: string, block: Uint8Array): Generator<number> {
  const file = openSync(path, 'r')
  try {
    for (let bytes = fill(file, block); bytes > 0; bytes = fill(file, block)) yield bytes
  } finally {
    closeSync(file)
  }
}

function fill(file: number, block: Uint8Array): number {
  let filled = 0
  while (filled < block.length) {
    const bytes = readSync(file, block, filled, block.length - filled, null)
    if (bytes === 0) break
    filled += bytes
  }
  return filled
}
