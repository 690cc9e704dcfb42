/** Measures how far the film's sound has come off its picture: by finding the mix again in the decoded film. */
import { closeSync, openSync, readSync } from 'node:fs'
import { CHANNELS, SAMPLE_RATE } from './pcm.ts'

/** Samples that are compared, and how far from their place they are looked for each way: more than a frame. */
const WINDOW = 4096
const SEARCH = 2048
/** A place is found when this much of the sound there agrees. */
const ALIKE = 0.6

/**
 * By how many samples the sound at `place` of the mix (floats on disk) comes later in the decoded film (16-bit on disk);
 * undefined where it is not found.
 */
export function lagAt(mix: string, decoded: string, place: number): number | undefined {
  const wanted = readMix(mix, place)
  const heard = readDecoded(decoded, place - SEARCH)
  let best = { lag: 0, likeness: 0 }
  for (let lag = -SEARCH; lag <= SEARCH; lag++) {
    const likeness = correlation(wanted, heard, lag + SEARCH)
    if (likeness > best.likeness) best = { lag, likeness }
  }
  return best.likeness >= ALIKE * Math.hypot(...wanted) ? best.lag : undefined
}

/** Where the loudest 100 ms of a part of the film lie, as a sample that `lagAt` can look around. */
export function loudestPlace(hops: readonly number[], from: number, to: number, hopSamples: number): number {
  let loudest = Math.max(0, Math.floor(from))
  for (let hop = loudest; hop < Math.min(to, hops.length); hop++) if (hops[hop]! > hops[loudest]!) loudest = hop
  return Math.max(SEARCH, Math.min(loudest * hopSamples, hops.length * hopSamples - WINDOW - SEARCH))
}

/** Samples as milliseconds. */
export function samplesToMs(samples: number): number {
  return (samples / SAMPLE_RATE) * 1000
}

/** Of 1 at most, for sounds that differ only in level. */
function correlation(wanted: Float32Array, heard: Float32Array, at: number): number {
  let product = 0
  let energy = 0
  for (let i = 0; i < wanted.length; i++) {
    const value = heard[at + i]!
    product += wanted[i]! * value
    energy += value * value
  }
  return product / Math.sqrt(energy || 1)
}

function readMix(path: string, place: number): Float32Array {
  const samples = new Float32Array(WINDOW * CHANNELS)
  readAt(path, place * CHANNELS * 4, new Uint8Array(samples.buffer))
  return Float32Array.from({ length: WINDOW }, (_, i) => samples[i * CHANNELS]! + samples[i * CHANNELS + 1]!)
}

function readDecoded(path: string, place: number): Float32Array {
  const samples = new Int16Array((WINDOW + 2 * SEARCH) * CHANNELS)
  const missing = Math.max(0, -place)
  readAt(path, (place + missing) * CHANNELS * 2, new Uint8Array(samples.buffer, missing * CHANNELS * 2))
  return Float32Array.from(
    { length: WINDOW + 2 * SEARCH },
    (_, i) => samples[i * CHANNELS]! + samples[i * CHANNELS + 1]!,
  )
}

function readAt(path: string, position: number, into: Uint8Array): void {
  const file = openSync(path, 'r')
  try {
    readSync(file, into, 0, into.length, position)
  } finally {
    closeSync(file)
  }
}
