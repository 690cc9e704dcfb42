/** A plain text becomes scenes: about a sentence each, long enough to see something, short enough to stay awake. */
import { StepError } from '@reelyard/core/protocol'
import { sentencesOf } from './sentences.ts'
import { joinPhrases, splitInTwo, spokenSeconds } from './phrases.ts'

/** A scene speaks no longer than this, where the text lets itself be cut. */
const longestSeconds = 12
/** A sentence shorter than this joins a neighbour … */
const shortestSeconds = 1.8
/** … if both together stay under this. */
const joinedSeconds = 8

/**
 * The narrations of a brief, in order. A text too long for `mostScenes` gets longer scenes; one that does not fit even
 * so ends with StepError `brief_too_long`.
 */
export function scenesOfBrief(
  brief: string,
  limits: { mostScenes: number; longestNarration: number },
): { narration: string }[] {
  const sentences = sentencesOf(brief).flatMap((sentence) =>
    cutToLength(sentence, longestSeconds, limits.longestNarration),
  )
  let scenes = joinShort(sentences, shortestSeconds, joinedSeconds)
  for (let seconds = joinedSeconds; scenes.length > limits.mostScenes; seconds *= 1.5) {
    if (seconds > 1000)
      throw new StepError('brief_too_long', `The brief does not fit into ${limits.mostScenes} scenes.`)
    scenes = joinShort(scenes, seconds, seconds * 1.5)
  }
  if (scenes.some((scene) => scene.length > limits.longestNarration)) {
    throw new StepError('brief_too_long', `The brief does not fit into ${limits.mostScenes} scenes.`)
  }
  return scenes.map((narration) => ({ narration }))
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
