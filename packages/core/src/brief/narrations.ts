/** A plain text becomes scenes: about a sentence each, long enough to see something, short enough to stay awake. */
import { joinPhrases, splitInTwo, spokenSeconds } from './phrases.ts'
import { sentencesOf } from './sentences.ts'

/** A scene speaks no longer than this, where the text lets itself be cut. */
export const LONGEST_SECONDS = 12
/** A sentence shorter than this joins a neighbour … */
const SHORTEST_SECONDS = 1.8
/** … if both together stay under this. */
const JOINED_SECONDS = 8
/** Scenes so long cannot be said in the characters that a narration may have. */
const HOPELESS_SECONDS = 1_000

/** `scenes`: how many there may be; `narration`: UTF-16 units of one of them. */
export interface BriefLimits {
  scenes: number
  narration: number
}

/**
 * The narrations of a brief, in order. A text too long for the scenes that there may be gets longer scenes; null where it
 * does not fit even so.
 */
export function narrationsOfBrief(brief: string, limits: BriefLimits): string[] | null {
  const sentences = sentencesOf(brief).flatMap((sentence) => cutToLength(sentence, LONGEST_SECONDS, limits.narration))
  let scenes = joinShort(sentences, SHORTEST_SECONDS, JOINED_SECONDS)
  for (let seconds = JOINED_SECONDS; scenes.length > limits.scenes; seconds *= 1.5) {
    if (seconds > HOPELESS_SECONDS) return null
    scenes = joinShort(scenes, seconds, seconds * 1.5)
  }
  return scenes.some((scene) => scene.length > limits.narration) ? null : scenes
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
