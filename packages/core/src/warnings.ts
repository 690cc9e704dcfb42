/** What an order leaves to be guessed, or what of it will be cut: it is taken all the same. */
import { LONGEST_SECONDS } from './brief/narrations.ts'
import { spokenSeconds } from './brief/phrases.ts'
import { FAULTS_MOST } from './fault.ts'
import type { Captions } from './format.ts'
import { ORDER_LIMITS, type Order } from './order.ts'
import { BUILT_IN_VOICES } from './voices.ts'

/** Every code that a warning can have. `docs/errors.md` explains each. */
export const WARNING_CODES = [
  'visual_from_narration',
  'sound_guessed',
  'language_of_voice',
  'voice_chosen',
  'brief_split',
  'scenes_lengthened',
  'narration_long',
  'not_spoken',
  'captions_without_font',
] as const

/** One of WARNING_CODES. */
export type WarningCode = (typeof WARNING_CODES)[number]

/** One thing that the caller may want to know before the work starts. */
export interface Warning {
  /** JSON pointer (RFC 6901) into the order. */
  pointer: string
  /** Stable, snake_case. */
  code: WarningCode
  /** A whole sentence for people. */
  message: string
}

/** The parts of an order as it was accepted: with what it left open filled in. */
export interface Filled {
  voice: string
  language: string
  captions: Captions
}

/** One picture for longer than this, and people look away. */
const COMFORTABLE_SECONDS = 20

/** Scripts that a bundled font draws; what is no letter draws itself or is left out. */
const DRAWN =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Thai}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Common}\p{Script=Inherited}]/u
const LETTER = /\p{L}/gu
const UNSPOKEN_BY_ENGLISH = /(?!\p{Script=Latin}|\p{Script=Common}|\p{Script=Inherited})\p{L}/u

/** The first FAULTS_MOST warnings, in the order of the fields. Pure, and quick for the longest order. */
export function warningsOf(order: Order, filled: Filled): Warning[] {
  return [...ofVoice(order, filled), ...ofBrief(order), ...ofScenes(order), ...ofScripts(order, filled)].slice(
    0,
    FAULTS_MOST,
  )
}

function ofVoice(order: Order, { voice, language }: Filled): Warning[] {
  if (order.voice !== undefined && order.language === undefined) {
    const message = `No language is named: '${language}', that of the voice, is taken.`
    return [{ pointer: '/language', code: 'language_of_voice', message }]
  }
  if (order.voice !== undefined || order.language === undefined) return []
  return [{ pointer: '/voice', code: 'voice_chosen', message: `No voice is named: '${voice}' speaks '${language}'.` }]
}

function ofBrief({ brief }: Order): Warning[] {
  if (brief === undefined) return []
  const split = 'The brief is split into scenes by its sentences; pictures and sounds are guessed from them.'
  const lengthened = `The brief is long for ${ORDER_LIMITS.scenes} scenes: they speak longer than ${LONGEST_SECONDS} s.`
  const isLong = spokenSeconds(brief) > ORDER_LIMITS.scenes * LONGEST_SECONDS
  return [
    { pointer: '/brief', code: 'brief_split', message: split },
    ...(isLong ? [{ pointer: '/brief', code: 'scenes_lengthened' as const, message: lengthened }] : []),
  ]
}

function ofScenes({ scenes = [] }: Order): Warning[] {
  return scenes.flatMap(({ narration, visual, sound, image }, index) => {
    const at = (field: string, code: WarningCode, what: string): Warning => ({
      pointer: `/scenes/${index}/${field}`,
      code,
      message: `Scene ${index + 1} ${what}`,
    })
    const seconds = Math.round(spokenSeconds(narration))
    return [
      ...(visual === undefined && image === undefined
        ? [at('visual', 'visual_from_narration', 'says not what is seen: its narration is drawn.')]
        : []),
      ...(sound === undefined
        ? [at('sound', 'sound_guessed', 'says not what is heard: it is guessed from the other texts.')]
        : []),
      ...(seconds > COMFORTABLE_SECONDS
        ? [at('narration', 'narration_long', `speaks for some ${seconds} s over one picture.`)]
        : []),
    ]
  })
}

function ofScripts(order: Order, { voice, captions }: Filled): Warning[] {
  const english = BUILT_IN_VOICES.some(({ id }) => id === voice)
  return textsOf(order).flatMap(({ pointer, text }): Warning[] => {
    const unspoken = english && UNSPOKEN_BY_ENGLISH.test(text)
    const undrawn = captions === 'burned' ? text.match(LETTER)?.find((letter) => !DRAWN.test(letter)) : undefined
    return [
      ...(unspoken
        ? [{ pointer, code: 'not_spoken' as const, message: `The voice '${voice}' speaks Latin letters only.` }]
        : []),
      ...(undrawn
        ? [{ pointer, code: 'captions_without_font' as const, message: `No bundled font draws '${undrawn}'.` }]
        : []),
    ]
  })
}

function textsOf({ scenes = [], brief }: Order): { pointer: string; text: string }[] {
  return [
    ...(brief === undefined ? [] : [{ pointer: '/brief', text: brief }]),
    ...scenes.map(({ narration }, index) => ({ pointer: `/scenes/${index}/narration`, text: narration })),
  ]
}
