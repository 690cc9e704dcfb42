import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { alignWords } from '../src/narration/align.ts'
import { spokenEnglish } from '../src/narration/english.ts'
import { speakable } from '../src/narration/espeak.ts'
import { splitWords } from '../src/narration/words.ts'
import { loudnessOf, peakOf } from '../src/sound/loudness.ts'
import { decodeWave } from '../src/sound/wave.ts'
import type { SceneTiming } from '../src/timing.ts'
import { runParameters } from './step-run.ts'

const english = { voice: 'kal16', language: 'en', fps: 30 }
const espeak = hasEspeak()

/** Runs narration and gives its timing and its sound. */
async function narrated(parameters: Record<string, unknown>) {
  await using run = await runParameters('narration', { ...english, ...parameters })
  expect(run.output.error).toBeUndefined()
  const timing = await run.json<SceneTiming>('timing')
  return { timing, speech: decodeWave(await run.bytes('speech')), file: await run.bytes('speech') }
}

describe('the sound', () => {
  test.each(['slt', 'rms', 'awb', 'kal16', 'kal'])(
    'the voice %s speaks as loud as every other, and never clips',
    async (voice) => {
      const { speech } = await narrated({ text: 'A thin light finds the tops of the trees.', voice })
      expect(speech.sampleRate).toBe(48_000)
      expect(loudnessOf([speech.samples])).toBeCloseTo(-20, 0)
      expect(peakOf(speech.samples)).toBeLessThan(10 ** (-3 / 20))
    },
  )

  test('starts and ends without silence and without a click', async () => {
    const { speech } = await narrated({ text: 'Before dawn, the forest holds its breath.' })
    const most = peakOf(speech.samples)
    expect(peakOf(speech.samples.slice(0, 12_000))).toBeGreaterThan(most * 0.05)
    expect(peakOf(speech.samples.slice(-12_000))).toBeGreaterThan(most * 0.05)
    expect(Math.abs(speech.samples[0]!)).toBeLessThan(0.01)
    expect(Math.abs(speech.samples.at(-1)!)).toBeLessThan(0.01)
  })

  test('is the same for the same input, byte by byte', async () => {
    const parameters = { text: 'She freezes. So does the wind.' }
    const [first, second] = await Promise.all([narrated(parameters), narrated(parameters)])
    expect(first.file.equals(second.file)).toBe(true)
    expect(first.timing).toEqual(second.timing)
  })
})

describe('the timing', () => {
  test('has whole frames that hold lead-in, speech and tail', async () => {
    const { timing, speech } = await narrated({ text: 'The wood mouse has eaten through half the night.' })
    expect(timing.speechSeconds).toBeCloseTo(speech.samples.length / 48_000, 6)
    expect(timing.frames).toBe(Math.ceil((timing.leadInSeconds + timing.speechSeconds + 0.6) * 30))
  })

  test('gives a short word two seconds', async () => {
    const { timing } = await narrated({ text: 'No.' })
    expect(timing.frames).toBe(60)
  })

  test('every word is a slice of the text, in order, none left out', async () => {
    const text = 'Above  her — the owl\nturns “its head”, all the way round!'
    const { timing } = await narrated({ text })
    expect(timing.words.map(({ from, to }) => text.slice(from, to))).toEqual(timing.words.map((word) => word.text))
    expect(timing.words.map((word) => word.text).join('')).toBe(text.replaceAll(/\s/gu, ''))
    for (const [index, word] of timing.words.entries()) {
      expect(word.end).toBeGreaterThanOrEqual(word.start)
      expect(word.start).toBeGreaterThanOrEqual(timing.words[index - 1]?.end ?? timing.leadInSeconds)
    }
  })

  test('words stop where the sound is silent and start where it is heard, sentence after sentence', async () => {
    const text = 'A branch breaks. It is only a deer. She freezes. So does the wind. Nothing moves.'
    const { timing, speech } = await narrated({ text, voice: 'kal' })
    const ends = timing.words.flatMap(({ text: word }, index) => (word.endsWith('.') ? [index] : [])).slice(0, -1)
    const rests = silences(speech.samples, 0.3)
    expect(rests).toHaveLength(ends.length)
    for (const [k, index] of ends.entries()) {
      expect(Math.abs(timing.words[index]!.end - timing.leadInSeconds - rests[k]!.start)).toBeLessThan(0.16)
      expect(Math.abs(timing.words[index + 1]!.start - timing.leadInSeconds - rests[k]!.end)).toBeLessThan(0.16)
    }
  })

  test('a sentence is followed by a longer rest than a comma', async () => {
    const { timing } = await narrated({ text: 'Every seed she finds, she weighs. Nothing else counts.' })
    const gapAfter = (index: number) => timing.words[index + 1]!.start - timing.words[index]!.end
    expect(gapAfter(3)).toBeGreaterThan(0.1)
    expect(gapAfter(5)).toBeGreaterThan(gapAfter(3) + 0.15)
  })
})

describe('text that is no plain English', () => {
  const hostile = String.raw`{\b1} '; rm -rf / %{pts} [v0] $(id) --help <speak> 😀 שלום` + ` ${'long'.repeat(50)} end`

  test('looks like code, and is read as words', async () => {
    const { timing } = await narrated({ text: hostile })
    expect(timing.words.map(({ text }) => text).join(' ')).toBe(hostile)
    expect(timing.words.at(-1)!.end).toBeGreaterThan(timing.words.at(-1)!.start)
  })

  test('has no sound in this voice: a silent scene, words evenly spread', async () => {
    const { timing, speech } = await narrated({ text: '🎉 你好 😀', language: 'zh' })
    expect(peakOf(speech.samples)).toBe(0)
    expect(timing.frames).toBeGreaterThanOrEqual(60)
    const lengths = timing.words.map(({ start, end }) => end - start)
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThan(0.01)
    expect(lengths[0]).toBeGreaterThan(0.1)
  })

  test('is refused for good with a voice that does not exist', async () => {
    await using run = await runParameters('narration', { ...english, text: 'Hello.', voice: '../slt' })
    expect(run.exitCode).toBe(65)
    expect(run.output.error).toMatchObject({ code: 'unknown_voice', retriable: false })
  })
})

describe.skipIf(!espeak)('eSpeak NG', () => {
  test('speaks German as loud as the built-in voices, its words pinned to the pauses', async () => {
    const { timing, speech } = await narrated({
      text: 'Der Wald hält den Atem an. Es ist nur ein Reh.',
      voice: 'espeak:de',
      language: 'de',
    })
    expect(loudnessOf([speech.samples])).toBeCloseTo(-20, 0)
    const lengthOf = (index: number) => timing.words[index]!.end - timing.words[index]!.start
    expect(lengthOf(2)).toBeGreaterThan(lengthOf(3) * 1.1)
    const [rest] = silences(speech.samples)
    expect(Math.abs(timing.words[5]!.end - timing.leadInSeconds - rest!.start)).toBeLessThan(0.15)
    expect(Math.abs(timing.words[6]!.start - timing.leadInSeconds - rest!.end)).toBeLessThan(0.15)
  })

  test('speaks Chinese, cut into words without spaces', async () => {
    const { timing, speech } = await narrated({
      text: '今天天气很好，我们去公园。',
      voice: 'espeak:cmn',
      language: 'zh',
    })
    expect(timing.words.length).toBeGreaterThan(4)
    expect(timing.words.map(({ text }) => text).join('')).toBe('今天天气很好，我们去公园。')
    expect(peakOf(speech.samples)).toBeGreaterThan(0.1)
  })

  test('never gets phoneme codes or commands from a text', () => {
    expect(speakable('\u0001[[dZ@]]<b>')).toBe('dZ@ b')
    expect(speakable('😀')).toBe('')
  })
})

describe('English as it is said', () => {
  test.each([
    ['$3.50', 'three dollars fifty'],
    ['1984.', 'nineteen eighty four'],
    ['2,004', 'two thousand and four'],
    ['3rd', 'third'],
    ['21st', 'twenty first'],
    ['12:05', 'twelve oh five'],
    ['50%', 'fifty per cent'],
    ['5km', 'five kilometres'],
    ['Dr.', 'doctor'],
    ['BBC', 'b b c'],
    ['naïve', 'naive'],
    ['don’t', "don't"],
    ['—', ''],
    ['世界', ''],
    ['constructor', 'constructor'],
    ['__proto__', 'proto'],
  ])('%s is said as "%s"', (written, said) => {
    expect(spokenEnglish(written).join(' ')).toBe(said)
  })
})

test('sounds go to the word that is written with them', () => {
  const names = 'pau s iy th r iy pau k ae t s pau'.split(' ')
  const phones = names.map((name, i) => ({ name, start: i / 10, end: (i + 1) / 10 }))
  const words = ['see', 'three', 'cats'].map((letters) => ({ letters, rest: 'none' as const }))
  expect(alignWords(words, phones).map(({ start }) => start)).toEqual([0.1, 0.3, 0.7])
})

test('a long dash ends a word, and Thai is cut by its dictionary', () => {
  expect(splitWords('night—cold', 'en').map(({ text }) => text)).toEqual(['night—', 'cold'])
  expect(splitWords('他说“你好”。', 'zh').map(({ text }) => text)).toEqual(['他', '说', '“你好”。'])
  expect(splitWords('สวัสดีชาวโลก', 'th').length).toBeGreaterThan(1)
})

/** Rests within the sound, in seconds. */
function silences(samples: Float32Array, shortest = 0.12): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  let quietSince = 0
  samples.forEach((sample, index) => {
    if (Math.abs(sample) < 0.004) return
    if (index - quietSince > shortest * 48_000 && quietSince > 0)
      found.push({ start: quietSince / 48_000, end: index / 48_000 })
    quietSince = index
  })
  return found
}

function hasEspeak(): boolean {
  try {
    execFileSync('espeak-ng', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
