/** From a voice as the synthesiser gives it to a voice as a film wants it: 48 kHz, clear, even, at a set loudness. */
import { filter, highPass, highShelf, peak, lowPass } from '../sound/biquad.ts'
import { factor, loudnessOf, peakOf, scale } from '../sound/loudness.ts'
import { resample } from '../sound/resample.ts'
import type { Sound } from '../sound/wave.ts'

export const speechRate = 48_000
/** LUFS of the speech, the same in every scene; assembly sets the film's. */
const targetLoudness = -20
/** Limiting takes loudness away again: it is put back until no more than this is missing (LU). */
const closeEnough = 0.15
const mostRounds = 5
/** dBFS that no sample passes. */
const ceiling = -3.5
/** Compression begins here (dBFS of the envelope, after the loudness is set) and takes a third off in decibels. */
const threshold = -18
const slope = 0.4
const attackSeconds = 0.004
const releaseSeconds = 0.12
const limiterReleaseSeconds = 0.05

/** The voice mastered, as long as it was, in 48 kHz mono. Silence stays silence. */
export function masterVoice(sound: Sound): Float32Array {
  const { sampleRate } = sound
  // What is low is filtered at the voice's own rate: fewer samples.
  const clear = filter(
    sound.samples.slice(),
    highPass(75, 0.54, sampleRate),
    highPass(75, 1.31, sampleRate),
    peak(280, 0.9, -2, sampleRate),
    peak(3100, 0.8, 2.5, sampleRate),
  )
  const samples = filter(resample({ samples: clear, sampleRate }, speechRate), highShelf(6500, 2, speechRate))
  addAir(samples, sound.sampleRate / 2)
  setLoudness(samples)
  compress(samples)
  for (let round = 0; round < mostRounds; round++) {
    const missing = setLoudness(samples)
    if (!limit(samples) || missing <= closeEnough) break
  }
  return samples
}

/**
 * A voice made at a low rate ends abruptly at half of it, and sounds like a telephone. Its upper band, squared,
 * gives overtones above that border; a little of them opens the sound.
 */
function addAir(samples: Float32Array, border: number): void {
  const band = filter(samples.slice(), highPass(border * 0.5, 0.7, speechRate))
  for (let i = 0; i < band.length; i++) band[i] = Math.abs(band[i]!)
  filter(
    band,
    highPass(border * 0.95, 0.54, speechRate),
    highPass(border * 0.95, 1.31, speechRate),
    lowPass(14_000, 0.7, speechRate),
  )
  for (let i = 0; i < samples.length; i++) samples[i]! += band[i]! * 0.9
}

/** Gives the loudness that was missing, in LU; none in silence. */
function setLoudness(samples: Float32Array): number {
  const missing = targetLoudness - loudnessOf([samples])
  if (!Number.isFinite(missing)) return 0
  scale(samples, factor(missing))
  return Math.abs(missing)
}

function compress(samples: Float32Array): void {
  const attack = Math.exp(-1 / (attackSeconds * speechRate))
  const release = Math.exp(-1 / (releaseSeconds * speechRate))
  const border = factor(threshold)
  let envelope = 0
  for (let i = 0; i < samples.length; i++) {
    const level = Math.abs(samples[i]!)
    envelope = level + (envelope - level) * (level > envelope ? attack : release)
    if (envelope > border) samples[i]! *= (border / envelope) ** slope
  }
}

/** Turns the gain down a few milliseconds ahead of each peak, and gently up again; false where none is too high. */
function limit(samples: Float32Array): boolean {
  const most = factor(ceiling)
  if (peakOf(samples) <= most) return false
  const ahead = Math.round(0.003 * speechRate)
  const gain = new Float32Array(samples.length).fill(1)
  for (let i = 0; i < samples.length; i++) {
    const level = Math.abs(samples[i]!)
    if (level <= most) continue
    const needed = most / level
    for (let k = Math.max(0, i - ahead); k <= i; k++) gain[k] = Math.min(gain[k]!, needed)
  }
  riseGently(gain)
  smooth(gain, ahead)
  for (let i = 0; i < samples.length; i++) samples[i]! *= gain[i]!
  return true
}

function riseGently(gain: Float32Array): void {
  const step = 1 - Math.exp(-1 / (limiterReleaseSeconds * speechRate))
  for (let i = 1; i < gain.length; i++) {
    const before = gain[i - 1]!
    if (gain[i]! > before) gain[i] = before + (gain[i]! - before) * step
  }
}

/** A running mean over the window that was already held down, so that the gain at a peak is still low enough. */
function smooth(gain: Float32Array, window: number): void {
  const source = gain.slice()
  let sum = 0
  for (let i = 0; i < source.length; i++) {
    sum += source[i]! - (i >= window ? source[i - window]! : 0)
    gain[i] = i >= window ? sum / window : Math.min(source[i]!, sum / (i + 1))
  }
}
