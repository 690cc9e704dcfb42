/** A plain text becomes scenes: about a sentence each, long enough to see something, short enough to stay awake. */
import { STORYBOARD_LIMITS, StepError } from '@reelyard/core/protocol'
import { sentencesOf } from './sentences.ts'
import { joinPhrases, splitInTwo, spokenSeconds } from './phrases.ts'

/** A scene speaks no longer than this, where the text lets itself be cut. */
const LONGEST_SECONDS = 12
/** A sentence shorter than this joins a neighbour … */
const SHORTEST_SECONDS = 1.8
/** … if both together stay under this. */
const JOINED_SECONDS = 8
/** Scenes so long cannot be said in the characters that a narration may have. */
const HOPELESS_SECONDS = 1_000

/**
 * The narrations of a brief, in order. A text too long for the scenes that a storyboard may have gets longer scenes; one
 * that does not fit even so ends with StepError `brief_too_long`.
 */
export function scenesOfBrief(brief: string): { narration: string }[] {
  const sentences = sentencesOf(brief).flatMap((sentence) =>
    cutToLength(sentence, LONGEST_SECONDS, STORYBOARD_LIMITS.narration),
  )
  let scenes = joinShort(sentences, SHORTEST_SECONDS, JOINED_SECONDS)
  for (let seconds = JOINED_SECONDS; scenes.length > STORYBOARD_LIMITS.scenes; seconds *= 1.5) {
    if (seconds > HOPELESS_SECONDS) throw tooLong()
    scenes = joinShort(scenes, seconds, seconds * 1.5)
  }
  if (scenes.some((scene) => scene.length > STORYBOARD_LIMITS.narration)) throw tooLong()
  return scenes.map((narration) => ({ narration }))
}

function tooLong(): StepError {
  return new StepError('brief_too_long', `The brief does not fit into ${STORYBOARD_LIMITS.scenes} scenes.`)
}

function cutToLength(text: string, seconds: number, characters: number): string[] {
  if (spokenSeconds(text) <= seconds && text.length <= characters) return [text]
  const [left, right] = splitInTwo(text)
  if (left === '' || right === '') return [text]
  return [...cutToLength(left, seconds, characters), ...cutToLength(right, seconds, characters)]
}

/** Joins each text under `shortest` to the shorter of its neighbours, while the two stay under `longest`. */
function joinShort(texts: readonly string[], shortest: number, longest: number): string[] {
  const joined: string[] = []
  for (const text of texts) {
    const last = joined.at(-1)
    const either = last !== undefined && Math.min(spokenSeconds(last), spokenSeconds(text)) < shortest
    const both = last === undefined ? text : joinPhrases(last, text)
    if (either && spokenSeconds(both) <= longest) joined[joined.length - 1] = both
    else joined.push(text)
  }
  return joined
}
