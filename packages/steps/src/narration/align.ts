/**
 * Which speech sounds belong to which word. Flite gives sounds with times but not their words; both run in the same
 * order, so the cheapest way to lay letters onto sounds (an edit distance that knows what letters tend to sound like)
 * finds the borders to within a sound.
 */
import type { Rest } from './english.ts'
import type { Phone } from './flite.ts'

/** A word as it is spoken. */
export interface SpokenWord {
  /** Lower-case ASCII letters; several spoken words of one written word run together. Empty: not spoken. */
  letters: string
  /** The rest that its punctuation asks for. */
  rest: Rest
}

/** Seconds. */
export interface Span {
  start: number
  end: number
}

/** Letters that a sound is likely to be written with. */
const lettersOfPhone: Record<string, string> = {
  aa: 'oa',
  ae: 'a',
  ah: 'uo',
  ao: 'oa',
  aw: 'o',
  ax: 'aeiou',
  ay: 'iy',
  eh: 'e',
  er: 'eiur',
  ey: 'a',
  ih: 'ie',
  iy: 'eyi',
  ow: 'o',
  oy: 'o',
  uh: 'uo',
  uw: 'uo',
  b: 'b',
  ch: 'ct',
  d: 'd',
  dh: 't',
  f: 'fp',
  g: 'g',
  hh: 'h',
  jh: 'jg',
  k: 'kcq',
  l: 'l',
  m: 'm',
  n: 'n',
  ng: 'n',
  p: 'p',
  r: 'r',
  s: 'sc',
  sh: 's',
  t: 't',
  th: 't',
  v: 'vf',
  w: 'w',
  y: 'yu',
  z: 'zs',
  zh: 's',
}
const vowels = /[aeiouy]/
const silentLetter = 0.35
const silentConsonant = 0.6
const soundWithoutLetter = 0.7
const unwantedPause = 1.2

/** A span for each word, in order. A word that is not spoken gets an empty span where the last word ended. */
export function alignWords(words: readonly SpokenWord[], phones: readonly Phone[]): Span[] {
  const letters: Letter[] = words.flatMap(({ letters: text, rest }, word) =>
    Array.from(text, (letter, i) => ({ letter, word, last: i === text.length - 1, restful: rest !== 'none' })),
  )
  const owners = backtrack(letters, phones, cheapestSteps(letters, phones))
  return spansOf(words, phones, owners)
}

interface Letter {
  letter: string
  word: number
  /** The last one of its word: a pause may follow it. */
  last: boolean
  restful: boolean
}

const STEP = { both: 0, letter: 1, phone: 2 } as const

/** For each prefix of letters and of phones, the cheapest last step that leads to it. */
function cheapestSteps(letters: readonly Letter[], phones: readonly Phone[]): Uint8Array {
  const width = phones.length + 1
  const steps = new Uint8Array((letters.length + 1) * width)
  let above = new Float64Array(width)
  let row = new Float64Array(width)
  for (let i = 0; i <= letters.length; i++) {
    const letter = letters[i - 1]
    for (let j = 0; j <= phones.length; j++) {
      let cost = i === 0 && j === 0 ? 0 : Infinity
      let step: number = STEP.both
      if (letter && j > 0) cost = above[j - 1]! + matchCost(letter.letter, phones[j - 1]!.name)
      const skipped = letter ? above[j]! + (vowels.test(letter.letter) ? silentLetter : silentConsonant) : Infinity
      if (skipped < cost) [cost, step] = [skipped, STEP.letter]
      const inserted = j > 0 ? row[j - 1]! + insertCost(phones[j - 1]!.name, letter) : Infinity
      if (inserted < cost) [cost, step] = [inserted, STEP.phone]
      row[j] = cost
      steps[i * width + j] = step
    }
    ;[above, row] = [row, above]
  }
  return steps
}

function matchCost(letter: string, phone: string): number {
  if (phone === 'pau') return Infinity
  const likely = lettersOfPhone[phone] ?? ''
  if (likely[0] === letter) return 0
  if (likely.includes(letter)) return 0.15
  const isVowel = vowels.test(likely[0] ?? '')
  if (isVowel !== vowels.test(letter)) return 1.6
  return isVowel ? 0.4 : 1.1
}

/** A pause costs nothing where a word ends, least after punctuation. */
function insertCost(phone: string, before: Letter | undefined): number {
  if (phone !== 'pau') return soundWithoutLetter
  if (!before || (before.last && before.restful)) return 0
  return before.last ? 0.3 : unwantedPause
}

/** The word that owns each phone; -1 for a pause. */
function backtrack(letters: readonly Letter[], phones: readonly Phone[], steps: Uint8Array): Int32Array {
  const owners = new Int32Array(phones.length).fill(-1)
  const width = phones.length + 1
  let i = letters.length
  let j = phones.length
  while (i > 0 || j > 0) {
    const step = steps[i * width + j]!
    if (step !== STEP.letter && phones[j - 1]!.name !== 'pau') {
      owners[j - 1] = (step === STEP.both ? letters[i - 1] : (letters[i - 1] ?? letters[0]))?.word ?? -1
    }
    if (step !== STEP.letter) j--
    if (step !== STEP.phone) i--
  }
  return owners
}

function spansOf(words: readonly SpokenWord[], phones: readonly Phone[], owners: Int32Array): Span[] {
  const spans: (Span | undefined)[] = words.map(() => undefined)
  phones.forEach((phone, index) => {
    const word = owners[index]!
    if (word < 0) return
    const span = spans[word]
    if (span) span.end = phone.end
    else spans[word] = { start: phone.start, end: phone.end }
  })
  let reached = phones.find(({ name }) => name !== 'pau')?.start ?? 0
  return spans.map((span) => {
    const placed = span ?? { start: reached, end: reached }
    reached = placed.end
    return placed
  })
}
