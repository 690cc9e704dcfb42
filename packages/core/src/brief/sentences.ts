/** Finds the sentences of a plain text. */

const TITLES = 'mr|mrs|ms|dr|prof|st|jr|sr|capt|gen|col|mt|vs|approx|fig|vol|dept|ca|bzw|nr|e\\.g|i\\.e|z\\.b|u\\.a'
/** A title, an ABBREVIATION or a person's initials at the end of a text. */
const ABBREVIATION = new RegExp(`(?:^|[\\s(])(?:${TITLES}|[A-ZÄÖÜ](?:\\.[A-Z])*)\\.$`, 'iu')
const CLOSES_SENTENCE = /[.!?…。！？][\p{Pe}\p{Pf}"']*$/u
/** A line shorter than this that ends without a stop was ended on purpose, not wrapped by an editor. */
const WRAPPED_LINE = 50

/** The sentences in order, white space trimmed and folded; never one without a letter or digit. */
export function sentencesOf(text: string): string[] {
  return paragraphsOf(text)
    .flatMap((paragraph) => mended(segments(paragraph)))
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
}

function segments(paragraph: string): string[] {
  const segmenter = new Intl.Segmenter(languageOf(paragraph), { granularity: 'sentence' })
  return Array.from(segmenter.segment(paragraph), ({ segment }) => segment.trim()).filter((segment) => segment !== '')
}

/** Unicode's rules end a sentence after `Dr.` in front of a name, and leave closing marks alone: put both back. */
function mended(parts: readonly string[]): string[] {
  const sentences: string[] = []
  for (const part of parts) {
    const last = sentences.at(-1)
    if (last !== undefined && (ABBREVIATION.test(last) || !/[\p{L}\p{N}]/u.test(part))) {
      sentences[sentences.length - 1] = `${last}${/^[\p{Pe}\p{Pf}\p{Po}]/u.test(part) ? '' : ' '}${part}`
    } else sentences.push(part)
  }
  return sentences
}

function paragraphsOf(text: string): string[] {
  const paragraphs: string[] = []
  for (const block of text.replaceAll('\r\n', '\n').split(/\n\s*\n/u)) {
    let paragraph = ''
    for (const line of block.split('\n').map(withoutBullet)) {
      paragraph = paragraph === '' ? line : `${paragraph} ${line}`
      if (line.length < WRAPPED_LINE || CLOSES_SENTENCE.test(line)) {
        paragraphs.push(paragraph)
        paragraph = ''
      }
    }
    paragraphs.push(paragraph)
  }
  return paragraphs
    .map((paragraph) => paragraph.replaceAll(/\s+/gu, ' ').trim())
    .filter((paragraph) => paragraph !== '')
}

function withoutBullet(line: string): string {
  return line.trim().replace(/^(?:[-*•–]|#{1,6}|\d{1,3}[.)])\s+/u, '')
}

/** A guess by script: sentence rules differ by script far more than by language. */
function languageOf(text: string): string {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja'
  if (/\p{Script=Han}/u.test(text)) return 'zh'
  if (/\p{Script=Thai}/u.test(text)) return 'th'
  return /\p{Script=Greek}/u.test(text) ? 'el' : 'en'
}
