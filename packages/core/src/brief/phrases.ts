/** How long a text takes to say, and where a long one may be cut. */

/** Letters a second of a calm narrator. */
const LETTERS_PER_SECOND = 13.5
/** Han and kana carry more sound a character. */
const UNSPACED_PER_SECOND = 4.2
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

/** A guess, for planning only: narration measures. */
export function spokenSeconds(text: string): number {
  let seconds = 0
  for (const character of text) seconds += secondsOf(character)
  return seconds
}

function secondsOf(character: string): number {
  return 1 / (UNSPACED.test(character) ? UNSPACED_PER_SECOND : LETTERS_PER_SECOND)
}

/** Two texts as one: a space between them where the script has spaces. */
export function joinPhrases(left: string, right: string): string {
  return UNSPACED.test(left.at(-1) ?? '') || /[。！？、，]$/u.test(left) ? left + right : `${left} ${right}`
}

/**
 * Cuts a text near its middle: best after a semicolon or dash, else after a comma, before a conjunction, between words.
 * One side is empty where there is no such place.
 */
export function splitInTwo(text: string): [string, string] {
  const spokenUpTo = runningSeconds(text)
  const whole = spokenUpTo.at(-1) ?? 0
  let best = 0
  let bestCost = Infinity
  for (const { at, penalty } of borders(text)) {
    const offCentre = Math.abs((spokenUpTo[at] ?? whole) / whole - 0.5)
    if (offCentre + penalty < bestCost) [best, bestCost] = [at, offCentre + penalty]
  }
  return [text.slice(0, best).trim(), text.slice(best).trim()]
}

/** Seconds of the text before each of its UTF-16 units; the last one is of all of it. */
function runningSeconds(text: string): Float64Array {
  const seconds = new Float64Array(text.length + 1)
  let at = 0
  for (const character of text) {
    const before = seconds[at]!
    seconds.fill(before, at, at + character.length)
    at += character.length
    seconds[at] = before + secondsOf(character)
  }
  return seconds
}

function borders(text: string): { at: number; penalty: number }[] {
  const found: { at: number; penalty: number }[] = []
  const collect = (pattern: RegExp, penalty: number) => {
    for (const match of text.matchAll(pattern)) found.push({ at: match.index + match[0].length, penalty })
  }
  collect(/[;:；：](?=\s|\p{L})|\s[—–-]+(?=\s)|[—–](?=\p{L})/gu, 0)
  collect(/,(?=\s)|[，、]/gu, 0.08)
  collect(/\s(?=(?:and|but|or|so|because|which|while|when|where|that|und|aber|weil|mais|pero|porque)\s)/giu, 0.2)
  collect(/\s/gu, 0.45)
  if (found.length === 0) {
    for (const { index, isWordLike } of new Intl.Segmenter('und', { granularity: 'word' }).segment(text)) {
      if (index > 0 && isWordLike) found.push({ at: index, penalty: 0 })
    }
  }
  return found
}
