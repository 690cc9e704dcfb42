/** Narration of one scene: speech, and when each word is said. */
import { writeFile } from 'node:fs/promises'
import type { StepParameters } from '@reelyard/core'
import { StepError, type ScriptInput, type ScriptOutput } from '@reelyard/core/protocol'
import { encodeWave, type Sound } from '../sound/wave.ts'
import type { SceneTiming, TimedWord } from '../timing.ts'
import { alignWords, type Span } from './align.ts'
import { restAfter, spokenEnglish, type Rest } from './english.ts'
import { isFliteVoice, speakWithFlite } from './flite.ts'
import { masterVoice, speechRate } from './mastering.ts'
import { setRests } from './pauses.ts'
import { planReading, type ReadingPlan } from './reading.ts'
import { hasLetters, splitWords, type Word } from './words.ts'

const leadInSeconds = 0.35
const tailSeconds = 0.6
const shortestSceneSeconds = 2
/** Where the voice has sounds for none of the words. */
const shortestReading = 1.2
const espeakPrefix = 'espeak:'

/** The work of the narration step. Throws StepError `unknown_voice`, and what the voices throw. */
export async function narrate(input: ScriptInput<StepParameters['narration']>): Promise<ScriptOutput> {
  const { text, voice, language, fps } = input.parameters
  const words = splitWords(text, language)
  const spoken = await speak(words, voice)
  const speech = spoken ?? silentReading(words)
  const speechSeconds = speech.samples.length / speechRate
  const timing: SceneTiming = {
    fps,
    frames: Math.ceil(Math.max(shortestSceneSeconds, leadInSeconds + speechSeconds + tailSeconds) * fps - 1e-6),
    leadInSeconds,
    speechSeconds,
    text,
    language,
    words: words.map((word, index) => timed(word, speech.spans[index]!)),
  }
  await writeFile('speech.wav', encodeWave([speech.samples], speechRate))
  await writeFile('timing.json', JSON.stringify(timing))
  return {
    outputs: [
      { role: 'speech', path: 'speech.wav', mediaType: 'audio/wav' },
      { role: 'timing', path: 'timing.json', mediaType: 'application/json' },
    ],
    result: { spoken: spoken !== undefined, words: words.length, seconds: timing.frames / fps },
  }
}

interface Speech {
  /** 48 kHz. */
  samples: Float32Array
  /** One a word, from the start of the samples. */
  spans: Span[]
}

/** The words spoken, or undefined where the voice has no sounds for any of them. */
async function speak(words: readonly Word[], voice: string): Promise<Speech | undefined> {
  const rests = words.map(({ text }, index) => restAfter(text, words[index + 1]?.text))
  if (isFliteVoice(voice)) return speakEnglish(words, rests, voice)
  if (voice.startsWith(espeakPrefix)) return speakAnyLanguage(words, rests, voice.slice(espeakPrefix.length))
  throw new StepError('unknown_voice', `There is no voice '${voice}'.`)
}

function speakEnglish(words: readonly Word[], rests: readonly Rest[], voice: string): Speech | undefined {
  const spoken = words.map(({ text }, index) => spokenEnglish(text, words[index + 1]?.text))
  if (spoken.every((parts) => parts.length === 0)) return undefined
  const plan = planFor(
    words,
    spoken.map((parts) => parts.length > 0),
    rests,
  )
  const line = spoken.flatMap((parts, index) => (parts.length > 0 ? [parts.join(' ') + marks[plan.rests[index]!]] : []))
  const sound = speakWithFlite(line.join(' '), voice)
  const letters = spoken.map((parts, index) => ({
    letters: parts.join('').replaceAll(/[^a-z]/gu, ''),
    rest: plan.rests[index]!,
  }))
  return finish(sound, alignWords(letters, sound.phones), plan)
}

const marks: Record<Rest, string> = { none: '', comma: ',', clause: ',', sentence: '.' }

async function speakAnyLanguage(
  words: readonly Word[],
  rests: readonly Rest[],
  voice: string,
): Promise<Speech | undefined> {
  // Most films need the other voices only.
  const { speakable, speakWithEspeak } = await import('./espeak.ts')
  const clean = words.map(({ text }) => (hasLetters(text) ? speakable(text) : ''))
  if (clean.every((word) => word === '')) return undefined
  const plan = planFor(
    words,
    clean.map((word) => word !== ''),
    rests,
  )
  const sound = await speakWithEspeak(clean, plan.rests, voice)
  return finish(sound, sound.spans, plan)
}

function planFor(words: readonly Word[], spoken: readonly boolean[], rests: readonly Rest[]): ReadingPlan {
  return planReading(
    words.map(({ text }) => text),
    spoken,
    rests,
  )
}

/** Rests set, silence around it cut, mastered. Undefined where the voice stayed silent after all. */
function finish(sound: Sound, spans: readonly Span[], plan: ReadingPlan): Speech | undefined {
  if (spans.every(({ start, end }) => end <= start)) return undefined
  const set = setRests(sound, spans, plan)
  return { samples: masterVoice({ samples: set.samples, sampleRate: sound.sampleRate }), spans: set.spans }
}

/** A scene that no voice can speak stands for as long as its text takes to read. */
function silentReading(words: readonly Word[]): Speech {
  const texts = words.map(({ text }) => text)
  const silent = words.map(() => false)
  const { readings } = planReading(
    texts,
    silent,
    words.map(() => 'none'),
  )
  const total = readings.reduce((sum, seconds) => sum + seconds, 0)
  const seconds = Math.max(shortestReading, total)
  let at = 0
  const spans = readings.map((reading) => {
    const share = total > 0 ? reading / total : 1 / words.length
    return { start: at, end: (at += share * seconds) }
  })
  return { samples: new Float32Array(Math.round(seconds * speechRate)), spans }
}

function timed({ text, from, to }: Word, { start, end }: Span): TimedWord {
  return { text, start: sceneTime(start), end: sceneTime(end), from, to }
}

/** From seconds in the speech to seconds in the scene, in whole milliseconds. */
function sceneTime(seconds: number): number {
  return Math.round((leadInSeconds + seconds) * 1000) / 1000
}
