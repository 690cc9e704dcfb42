/** Sets the level of the mix: a gain that reaches the target loudness, a limiter under the true-peak ceiling. */
import { integratedLoudness } from '../quality/loudness.ts'
import { BLOCK_SAMPLES, readFloatBlocks } from '../quality/pcm.ts'
import { TruePeakFinder } from '../quality/true-peak.ts'
import { runFfmpeg } from '../ffmpeg.ts'
import { factor } from '../sound/loudness.ts'
import { GROUP_SAMPLES, applyCurve, limitedHops, limiterCurve } from './limiter.ts'
import type { Mix } from './mix.ts'

/** LUFS and dBTP to reach in the encoded film. */
export interface Level {
  loudness: number
  truePeak: number
}

/** What the mix is multiplied by. */
export interface Mastering {
  gain: number
  curve: Float32Array
}

/** A mix quieter than this is not raised further: what is meant to be nearly silent stays so. */
const MOST_GAIN_DECIBELS = 24
/** The limiter takes some loudness; the gain is raised to make up for it, at most so often and so far. */
const ROUNDS = 4
const MAKE_UP_DECIBELS = 6
/** ffmpeg's other coder and its parametric tools take twice the time and smear a voice in the middle over both sides. */
const CODER = [
  '-c:a',
  'aac',
  '-profile:a',
  'aac_low',
  '-aac_coder',
  'fast',
  '-aac_pns',
  '0',
  '-aac_is',
  '0',
  '-b:a',
  '192k',
]

/** Finds the gain and the limiter's curve that bring the mix to `level`. */
export function planMaster(mix: Mix, level: Level): Mastering {
  const measured = integratedLoudness(mix.hops)
  const wanted = Number.isFinite(measured) ? Math.min(MOST_GAIN_DECIBELS, level.loudness - measured) : 0
  const ceiling = factor(level.truePeak)
  // Where the limiter sets in is known only with the gain: so first by the samples, then by the wave between them.
  const samplePeaks = findPeaks(mix, Infinity)
  let decibels = wanted
  for (let round = 0; round < ROUNDS && Number.isFinite(measured); round++) {
    const curve = limiterCurve(samplePeaks, factor(decibels), ceiling)
    const short = measured + wanted - integratedLoudness(limitedHops(mix.hops, samplePeaks, factor(decibels), curve))
    decibels = Math.min(decibels + short, wanted + MAKE_UP_DECIBELS)
  }
  const gain = factor(decibels)
  return { gain, curve: limiterCurve(findPeaks(mix, ceiling / gain), gain, ceiling) }
}

/** Encodes the mastered mix as AAC-LC into the file `path` (m4a). */
export async function encodeSound(mix: Mix, mastering: Mastering, path: string): Promise<void> {
  const source = ['-f', 'f32le', '-ar', '48000', '-ac', '2', '-i', 'pipe:0']
  await runFfmpeg([...source, ...CODER, '-fflags', '+bitexact', '-flags:a', '+bitexact', '-f', 'mp4', path], {
    input: mastered(mix, mastering),
  })
}

async function* mastered(mix: Mix, { gain, curve }: Mastering): AsyncGenerator<Uint8Array> {
  let start = 0
  for (const block of readFloatBlocks(mix.path)) {
    const copy = block.slice()
    applyCurve(copy, start, gain, curve)
    yield new Uint8Array(copy.buffer)
    start += BLOCK_SAMPLES
  }
}

/** The true peaks of the film's groups of samples; of those far under `floor` only the sample peaks. */
function findPeaks(mix: Mix, floor: number): Float32Array {
  const peaks = new Float32Array(Math.ceil(mix.samples / GROUP_SAMPLES))
  let group = 0
  const finder = new TruePeakFinder(
    GROUP_SAMPLES,
    () => floor,
    (peak) => {
      peaks[group++] = peak
    },
  )
  for (const block of readFloatBlocks(mix.path)) finder.add(block)
  finder.finish()
  return peaks
}
