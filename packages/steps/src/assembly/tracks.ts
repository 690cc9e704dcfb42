/** What sounds in the film: the voice of each scene and the beds of ambience under them. */
import { factor, loudnessOf } from '../sound/loudness.ts'
import { CHANNELS, SAMPLE_RATE } from '../quality/pcm.ts'
import { STEP_SAMPLES } from './ducking.ts'

/** The voice of one scene; one channel, put into the middle. */
export interface VoiceTrack {
  from: number
  to: number
  samples: Int16Array
  gain: number
}

/** A stretch of one ambience, over one scene or over neighbours that share it. Reaches over the cuts at both ends. */
export interface BedTrack {
  from: number
  to: number
  /** Samples over which it comes and goes. */
  fadeIn: number
  fadeOut: number
  /** Interleaved; repeats without a seam. */
  loop: Float32Array
}

/** Loudness of the voice in the mix; the film's final gain comes after. */
const VOICE_LUFS = -18
/** What an ambience is expected to measure, and what it then has in the mix's pauses: 12 LU under the voice. */
const EXPECTED_BED_LUFS = -28
const BED_LUFS = -30
/** How much of a difference in level is evened out: a quiet place stays quieter than a loud one. */
const EVENED_OUT = 0.7
const MOST_CORRECTION = 12
/** Samples over which the end of a loop goes over into its beginning. */
const SEAM = Math.round(SAMPLE_RATE * 0.25)
/** An ambience is levelled by its first seconds. */
const LEVELLED_BY = SAMPLE_RATE * 8

/** The factor that brings a scene's voice to the film's level; 0 for a voice that is silence. */
export function voiceGain(samples: Int16Array): number {
  const measured = loudnessOf([floats(samples, 1 / 32768)]) + 10 * Math.log10(CHANNELS)
  return Number.isFinite(measured) ? factor(clamp(VOICE_LUFS - measured)) : 0
}

/** Makes an ambience of interleaved samples last for `length` stereo samples and more, at the level of the mix. */
export function bedLoop(samples: Int16Array, length: number): Float32Array {
  const measured = loudnessOf(channelsOf(samples.subarray(0, LEVELLED_BY * CHANNELS)))
  const correction = clamp(EVENED_OUT * (EXPECTED_BED_LUFS - measured))
  const gain = Number.isFinite(measured) ? factor(BED_LUFS - EXPECTED_BED_LUFS + correction) / 32768 : 0
  const bed = floats(samples, gain)
  const count = bed.length / CHANNELS
  return count >= length ? bed : withoutSeam(bed, Math.min(SEAM, Math.floor(count / 4)))
}

/** Adds the voice to a block of the film that starts at the sample `start`. */
export function addVoice(block: Float32Array, start: number, track: VoiceTrack): void {
  const gain = track.gain / 32768
  const end = Math.min(track.to, start + block.length / CHANNELS)
  for (let at = Math.max(track.from, start); at < end; at++) {
    const value = track.samples[at - track.from]! * gain
    const i = (at - start) * CHANNELS
    block[i] = block[i]! + value
    block[i + 1] = block[i + 1]! + value
  }
}

/** Adds the bed to a block of the film that starts at the sample `start`, as far down as the ducking curve says. */
export function addBed(block: Float32Array, start: number, track: BedTrack, curve: Float32Array): void {
  const count = track.loop.length / CHANNELS
  const end = Math.min(track.to, start + block.length / CHANNELS)
  for (let at = Math.max(track.from, start); at < end && count > 0; at++) {
    const step = Math.floor(at / STEP_SAMPLES)
    const now = curve[step]!
    const gain = (now + ((curve[step + 1] ?? now) - now) * (at / STEP_SAMPLES - step)) * fadeAt(track, at)
    const i = (at - start) * CHANNELS
    const source = ((at - track.from) % count) * CHANNELS
    block[i] = block[i]! + track.loop[source]! * gain
    block[i + 1] = block[i + 1]! + track.loop[source + 1]! * gain
  }
}

/** Equal power: where one bed goes as another comes, the sum stays as loud. */
function fadeAt(track: BedTrack, at: number): number {
  const into = at - track.from
  const left = track.to - at
  let gain = 1
  if (into < track.fadeIn) gain = Math.sin((Math.PI / 2) * (into / track.fadeIn))
  if (left < track.fadeOut) gain *= Math.sin((Math.PI / 2) * (left / track.fadeOut))
  return gain
}

function withoutSeam(bed: Float32Array, seam: number): Float32Array {
  const period = bed.length / CHANNELS - seam
  const loop = bed.slice(0, period * CHANNELS)
  for (let i = 0; i < seam; i++) {
    const turn = (Math.PI / 2) * ((i + 0.5) / seam)
    for (let c = i * CHANNELS; c < (i + 1) * CHANNELS; c++) {
      loop[c] = bed[c]! * Math.sin(turn) + bed[period * CHANNELS + c]! * Math.cos(turn)
    }
  }
  return loop
}

function channelsOf(samples: Int16Array): Float32Array[] {
  const both = floats(samples, 1 / 32768)
  return [0, 1].map((channel) => {
    const one = new Float32Array(both.length >> 1)
    for (let i = 0; i < one.length; i++) one[i] = both[i * CHANNELS + channel]!
    return one
  })
}

function floats(samples: Int16Array, gain: number): Float32Array {
  const scaled = new Float32Array(samples.length)
  for (let i = 0; i < scaled.length; i++) scaled[i] = samples[i]! * gain
  return scaled
}

function clamp(decibels: number): number {
  return Math.max(-MOST_CORRECTION, Math.min(MOST_CORRECTION, decibels))
}
