import { describe, expect, test } from 'vitest'
import { buildCues, sidecarLayout } from '../src/captions/cues.ts'
import { planReading } from '../src/narration/reading.ts'
import { peakOf } from '../src/sound/loudness.ts'
import { decodeWave } from '../src/sound/wave.ts'
import type { SceneTiming, TimedWord } from '../src/timing.ts'
import { runParameters } from './step-run.ts'

/** Scenes for an English voice, which has no sounds for half of the words. */
const MIXED = [
  'She whispers שלום עולם to the sea — and leaves. 你好，世界！今天天气很好。',
  'The trains stop. कोई नहीं हिलता।',
  '🎉 مرحبا بالعالم. Good evening, all of you, 😀 and good night.',
  'สวัสดีชาวโลก Hello — 夜明け前、森は息をひそめている。 Bye. Ура!',
]
const COMBINED = 'She says 你好 to him — twice. 今天天气很好。 He bows.'
const readable = /[\p{L}\p{N}\p{Extended_Pictographic}]/u

async function narrated(text: string): Promise<{ timing: SceneTiming; samples: Float32Array }> {
  await using run = await runParameters('narration', { voice: 'kal16', language: 'en', fps: 30, text })
  expect(run.output.error).toBeUndefined()
  return { timing: await run.json<SceneTiming>('timing'), samples: decodeWave(await run.bytes('speech')).samples }
}

describe('words that the voice cannot say', () => {
  test.each(MIXED)('have time to be read, and silence to be read in: %s', async (text) => {
    const { timing, samples } = await narrated(text)
    const heard = (word: TimedWord) => peakOf(soundOf(samples, word, timing.leadInSeconds))
    const words = timing.words.filter((word) => readable.test(word.text))
    const spoken = words.filter((word) => /[a-z]/iu.test(word.text))
    const read = words.filter((word) => !spoken.includes(word))
    expect(Math.min(...spoken.map(heard))).toBeGreaterThan(0.03)
    expect(Math.max(...read.map(heard))).toBeLessThan(0.01)
    expect(Math.min(...read.map(({ start, end }) => end - start))).toBeGreaterThan(0.29)
    const times = timing.words.flatMap(({ start, end }) => [start, end])
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    expect(times.at(-1)).toBeLessThanOrEqual(timing.leadInSeconds + timing.speechSeconds + 0.001)
    expect(timing.frames).toBe(Math.ceil((timing.leadInSeconds + timing.speechSeconds + 0.6) * 30 - 1e-6))
  })

  test.each(MIXED)('make captions that can be read, wide or narrow: %s', async (text) => {
    const { timing } = await narrated(text)
    for (const columns of [42, 24]) {
      for (const cue of buildCues(timing, sidecarLayout(columns))) {
        expect(framesOf(cue)).toBeGreaterThanOrEqual(24)
      }
    }
  })

  test('get a second at least as a sentence of their own; a dash gets nothing', async () => {
    const { timing } = await narrated(COMBINED)
    const word = (text: string) => timing.words.find((one) => one.text === text)!
    expect(word('你好').end - word('你好').start).toBeCloseTo(0.3, 2)
    expect(word('很好。').end - word('今天').start).toBeGreaterThan(0.999)
    expect(word('—').end).toBe(word('—').start)
    expect(word('He').start).toBeGreaterThan(word('很好。').end + 0.1)
  })

  test('do not hold a film up for ever', () => {
    const words = Array.from({ length: 900 }, () => '你好')
    const { readings } = planReading(
      words,
      words.map(() => false),
      words.map(() => 'none'),
    )
    expect(readings.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(1800 / 9)
  })
})

describe('captions of a badly timed scene', () => {
  test.each([
    ['all at one moment', () => 3],
    ['at its end', () => 11.9],
    ['before its start', () => -1],
    ['in a rush', (index: number) => 4 + index * 0.02],
  ])('stand 0.7 seconds each: words %s', (_, startOf) => {
    const cues = buildCues(sceneOf(360, startOf), sidecarLayout(20))
    expect(cues.length).toBeGreaterThan(3)
    cues.forEach((cue, index) => {
      expect(framesOf(cue)).toBeGreaterThanOrEqual(21)
      expect(cue.start).toBeGreaterThanOrEqual(cues[index - 1]?.end ?? 0)
      expect(cue.end).toBeLessThanOrEqual(12)
    })
  })

  test('share what time there is where it is too short', () => {
    const cues = buildCues(
      sceneOf(60, () => 1),
      sidecarLayout(20),
    )
    const lengths = cues.map(framesOf)
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(Math.floor(60 / cues.length) - 2)
    expect(cues.at(-1)!.end).toBeLessThanOrEqual(2)
  })
})

function framesOf({ start, end }: { start: number; end: number }): number {
  return Math.round((end - start) * 30)
}

function soundOf(samples: Float32Array, { start, end }: TimedWord, leadIn: number): Float32Array {
  return samples.subarray(Math.round((start - leadIn) * 48_000), Math.round((end - leadIn) * 48_000))
}

/** A scene whose words take no time at all. */
function sceneOf(frames: number, startOf: (index: number) => number): SceneTiming {
  const text =
    'Nobody has painted the old station since the war. It waits for the night train, which never comes. Snow.'
  const words = [...text.matchAll(/\S+/gu)].map((match, index) => {
    const start = startOf(index)
    return { text: match[0], start, end: start, from: match.index, to: match.index + match[0].length }
  })
  return { fps: 30, frames, leadInSeconds: 0.4, speechSeconds: frames / 30 - 1, text, language: 'en', words }
}
