/** Cuts a text into the words that captions show one by one. */

/** A word as it stands in the text, with its punctuation; every character but white space belongs to one word. */
export interface Word {
  text: string
  /** UTF-16 offset in the text. */
  from: number
  /** Exclusive. */
  to: number
}

/** Scripts written without spaces between words. */
const scripts = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
const unspaced = new RegExp(`[${scripts.map((name) => `\\p{Script=${name}}`).join('')}]`, 'u')
const letterOrDigit = /[\p{L}\p{N}]/u
const opening = /^[\p{Ps}\p{Pi}]+$/u

/**
 * The words of a text. Spaced scripts are cut at white space and after a long dash; a run in an unspaced script
 * (Chinese, Japanese, Thai …) is cut at the word borders that Unicode's rules and the language's dictionary give.
 */
export function splitWords(text: string, language: string): Word[] {
  const words: Word[] = []
  for (const run of text.matchAll(/\S+/gu)) {
    const pieces = unspaced.test(run[0])
      ? dictionaryPieces(run[0], language)
      : run[0].split(/(?<=[^\s—–][—–]+)(?=[^—–])/u)
    let from = run.index
    for (const piece of pieces) {
      words.push({ text: piece, from, to: from + piece.length })
      from += piece.length
    }
  }
  return words
}

/** Whether there is anything in the word that could be spoken. */
export function hasLetters(word: string): boolean {
  return letterOrDigit.test(word)
}

function dictionaryPieces(run: string, language: string): string[] {
  const pieces: string[] = []
  let waiting = ''
  for (const { segment } of segmenterFor(language).segment(run)) {
    if (opening.test(segment)) waiting += segment
    else if (!hasLetters(segment) && pieces.length > 0 && waiting === '') pieces[pieces.length - 1] += segment
    else {
      pieces.push(waiting + segment)
      waiting = ''
    }
  }
  if (waiting !== '') pieces.push(waiting)
  return pieces
}

function segmenterFor(language: string): Intl.Segmenter {
  const known = Intl.Segmenter.supportedLocalesOf([canonical(language)])
  return new Intl.Segmenter(known, { granularity: 'word' })
}

/** The language tag if it is well formed, else `und`. */
function canonical(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'und'
  } catch {
    return 'und'
  }
}
