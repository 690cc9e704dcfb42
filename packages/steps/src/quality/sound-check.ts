/** Judges a film's sound as it is heard: decoded from the finished file, not as it went into the encoder. */
import { runFfmpeg } from '../ffmpeg.ts'
import { LoudnessMeter, integratedLoudness, loudnessRange } from './loudness.ts'
import { CHANNELS, SAMPLE_RATE, readShortBlocks } from './pcm.ts'
import { TruePeakFinder } from './true-peak.ts'

/** From one second of the film to another. */
export interface Stretch {
  start: number
  end: number
}

/** The film's sound, as it is heard: decoded from the finished film. */
export interface HeardSound {
  /** LUFS; -Infinity for silence. */
  integratedLufs: number
  truePeakDbtp: number
  rangeLu: number
  /** Where nothing is heard for a while. */
  silentStretches: Stretch[]
}

/** Root mean square under which 100 ms are silent: -60 dBFS. */
const SILENCE = 10 ** (-60 / 20)
const SILENCE_WINDOW = SAMPLE_RATE / 10
/** Shorter silences are pauses. */
const SHORTEST_SILENCE = 1
const PEAK_GROUP = 64

/** Decodes the film's sound into the file `raw` (16-bit, stereo) and measures it. */
export async function hearSound(film: string, raw: string): Promise<HeardSound> {
  const target = ['-ac', String(CHANNELS), '-ar', String(SAMPLE_RATE), '-f', 's16le', raw]
  await runFfmpeg(['-vn', '-i', film, '-map', '0:a:0', ...target])
  const meter = new LoudnessMeter()
  const silent: boolean[] = []
  let peak = 0
  const peaks = new TruePeakFinder(
    PEAK_GROUP,
    () => peak,
    (found) => {
      peak = Math.max(peak, found)
    },
  )
  for (const block of readShortBlocks(raw)) {
    meter.add(block)
    peaks.add(block)
    markSilence(block, silent)
  }
  meter.finish()
  peaks.finish()
  return {
    integratedLufs: integratedLoudness(meter.hops),
    truePeakDbtp: 20 * Math.log10(peak),
    rangeLu: loudnessRange(meter.hops),
    silentStretches: stretchesOf(silent, SILENCE_WINDOW / SAMPLE_RATE, SHORTEST_SILENCE),
  }
}

/** Runs of true values, each value `step` seconds long, that last `shortest` seconds or more. */
export function stretchesOf(marks: readonly boolean[], step: number, shortest: number): Stretch[] {
  const stretches: Stretch[] = []
  let from = 0
  for (let i = 0; i <= marks.length; i++) {
    if (marks[i]) continue
    if ((i - from) * step >= shortest - 1e-9) stretches.push({ start: round(from * step), end: round(i * step) })
    from = i + 1
  }
  return stretches
}

function markSilence(block: Float32Array, silent: boolean[]): void {
  const window = SILENCE_WINDOW * CHANNELS
  for (let from = 0; from < block.length; from += window) {
    const end = Math.min(block.length, from + window)
    let energy = 0
    for (let i = from; i < end; i++) energy += block[i]! * block[i]!
    silent.push(energy < SILENCE ** 2 * (end - from))
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
