/** A prompt as words, ready to be looked up: lower case, no accents, plurals in the singular beside them. */

/** A prompt in which terms can be looked up. */
export interface Words {
  /** Where a term stands (`tide-pool` is two words in a row), or -1. */
  find(term: string): number
}

const MAX_CHARACTERS = 4000

/** Reads the first MAX_CHARACTERS of a prompt. */
export function readWords(prompt: string): Words {
  const text = prompt.slice(0, MAX_CHARACTERS).normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const whole = text.normalize('NFC')
  const joined: string[] = []
  for (const match of whole.matchAll(/[\p{L}\p{N}]+/gu))
    joined.push(singular(match[0].replace(/^(?:\u0627\u0644|\u05d4(?=..))/, '')))
  const line = `-${joined.filter((word) => !SMALL.has(word)).join('-')}-`
  return {
    find: (term) => {
      const bare = term.normalize('NFKD').replaceAll(/\p{M}/gu, '').normalize('NFC')
      if (/[\u3040-\u9fff\uac00-\ud7af]/.test(bare)) return whole.indexOf(bare)
      return line.indexOf(`-${term.includes('-') ? bare : singular(bare)}-`)
    },
  }
}

const SMALL = new Set(['the', 'a', 'an', 'of', 'and', 'with', 'its', 'their', 'some'])

const ODD: Record<string, string> = {
  leaves: 'leaf',
  mice: 'mouse',
  wolves: 'wolf',
  shelves: 'shelf',
  knives: 'knife',
  geese: 'goose',
  women: 'woman',
  men: 'man',
  children: 'child',
  branches: 'branch',
  grass: 'grass',
  bus: 'bus',
  moss: 'moss',
  canvas: 'canvas',
  asleep: 'asleep',
  waves: 'wave',
  woods: 'wood',
  bench: 'bench',
  ours: 'ours',
  cactus: 'cactus',
}

function singular(word: string): string {
  const odd = ODD[word]
  if (odd) return odd
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (word.length > 4 && /(?:ch|sh|x|ss)es$/.test(word)) return word.slice(0, -2)
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss') && !word.endsWith('us')) return word.slice(0, -1)
  return word
}

/** The meaning whose word comes first in the prompt; longer terms win over the shorter ones inside them. */
export function firstMeaning<Meaning extends string>(
  words: Words,
  table: Partial<Record<Meaning, string>>,
): Meaning | null {
  return allMeanings(words, table)[0] ?? null
}

/** Every meaning that the prompt names, in the order of the prompt. */
export function allMeanings<Meaning extends string>(words: Words, table: Partial<Record<Meaning, string>>): Meaning[] {
  const found: { meaning: Meaning; at: number; length: number }[] = []
  for (const [meaning, terms] of Object.entries(table) as [Meaning, string][]) {
    for (const term of terms.trim().split(/\s+/)) {
      const at = words.find(term)
      if (at >= 0) found.push({ meaning, at, length: term.length })
    }
  }
  found.sort((a, b) => a.at - b.at || b.length - a.length)
  return [...new Set(found.map((hit) => hit.meaning))]
}
