/**
 * English text as the words that an English voice is to say, in plain ASCII letters. The voice gets nothing else, so
 * no text can be taken for markup, and which sound belongs to which written word stays known.
 */
import { cardinal, digits, ordinal, year } from './numbers.ts'

/** How long a voice rests after a word. */
export type Rest = 'none' | 'comma' | 'clause' | 'sentence'

const abbreviations = new Map(
  Object.entries({
    'mr.': 'mister',
    'mrs.': 'missus',
    'ms.': 'miz',
    'dr.': 'doctor',
    'prof.': 'professor',
    'st.': 'saint',
    'vs.': 'versus',
    'etc.': 'et cetera',
    'e.g.': 'for example',
    'i.e.': 'that is',
    'approx.': 'approximately',
    'no.': 'number',
    'jr.': 'junior',
    'capt.': 'captain',
    'gen.': 'general',
    'mt.': 'mount',
  }),
)
/** Would be read as the number's short form only in front of a digit. */
const onlyBeforeNumber = new Set(['no.'])
const units = new Map(
  Object.entries({
    km: 'kilometres',
    m: 'metres',
    cm: 'centimetres',
    mm: 'millimetres',
    kg: 'kilograms',
    g: 'grams',
    mg: 'milligrams',
    s: 'seconds',
    h: 'hours',
    km2: 'square kilometres',
    mph: 'miles per hour',
    kmh: 'kilometres per hour',
    ft: 'feet',
    hz: 'hertz',
    khz: 'kilohertz',
    kw: 'kilowatts',
    mb: 'megabytes',
    gb: 'gigabytes',
    tb: 'terabytes',
    l: 'litres',
    k: 'thousand',
    bn: 'billion',
    am: 'a m',
    pm: 'p m',
    c: 'celsius',
    f: 'fahrenheit',
  }),
)
const symbols = new Map(
  Object.entries({
    '&': 'and',
    '%': 'per cent',
    '@': 'at',
    '+': 'plus',
    '=': 'equals',
    '°': 'degrees',
    '×': 'times',
    '£': 'pounds',
    '€': 'euros',
    $: 'dollars',
    '#': 'number',
    '½': 'one half',
    '¼': 'one quarter',
    '¾': 'three quarters',
    '/': 'slash',
    '\\': 'backslash',
  }),
)
const withoutDecomposition: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  ø: 'o',
  Ø: 'O',
  œ: 'oe',
  Œ: 'OE',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'th',
  þ: 'th',
  ı: 'i',
  '’': "'",
  '‘': "'",
  ʼ: "'",
}
const longestWord = 40
/** Words (cut where camelCase turns), numbers with their decimals, clock or ordinal ending, and single marks. */
const piecesOfWord = new RegExp(
  [
    String.raw`[A-Z]?[a-z]+(?:'[a-z]+)*(?![A-Z])`,
    String.raw`[A-Za-z]+(?:'[A-Za-z]+)*`,
    String.raw`\d[\d,]*(?:\.\d+)?(?::\d\d)?(?:st|nd|rd|th)?`,
    String.raw`[^\sA-Za-z\d]`,
  ].join('|'),
  'gu',
)

/** Spoken words of one written word; none where there is nothing that English says. */
export function spokenEnglish(written: string, next = ''): string[] {
  const short = abbreviationOf(written, next)
  if (short) return short.split(' ')
  const plain = ascii(written)
  return (plain.match(piecesOfWord) ?? []).flatMap((part, index, all) => spokenPart(part, all, index))
}

/** What the punctuation at the end of a written word asks for; `next` is the written word that follows. */
export function restAfter(written: string, next = ''): Rest {
  const end = /[^\p{L}\p{N}]*$/u.exec(written)?.[0] ?? ''
  if (abbreviationOf(written, next))
    return written.toLowerCase() === 'etc.' && /^\p{Lu}/u.test(next) ? 'sentence' : 'none'
  if (/[.!?…。！？]/u.test(end)) return 'sentence'
  if (/[;:—–；：]/u.test(end)) return 'clause'
  return /[,，、]/u.test(end) ? 'comma' : 'none'
}

function abbreviationOf(written: string, next: string): string | undefined {
  const word = written.toLowerCase().replace(/^[("“‘']+/u, '')
  return onlyBeforeNumber.has(word) && !/^\d/u.test(next) ? undefined : abbreviations.get(word)
}

function spokenPart(part: string, parts: readonly string[], index: number): string[] {
  if (/^\d/u.test(part)) return spokenNumber(part, parts[index - 1] ?? '', parts[index + 1] ?? '')
  const before = parts[index - 1] ?? ''
  if (/^\d/u.test(before) && units.get(part.toLowerCase())) return units.get(part.toLowerCase())!.split(' ')
  if (symbols.has(part))
    return currencySaid(part, parts[index + 1] ?? '') || silentSymbol(part, parts) ? [] : symbols.get(part)!.split(' ')
  if (!/^[A-Za-z]/u.test(part))
    return part === '.' && index > 0 && index < parts.length - 1 && isAddress(parts) ? ['dot'] : []
  if (/^[B-DF-HJ-NP-TV-XZ]{2,5}$/u.test(part)) return [...part.toLowerCase()]
  return inPieces(part.toLowerCase())
}

/** A currency sign in front of a number is said after it, by `spokenNumber`. */
function currencySaid(part: string, next: string): boolean {
  return /^[£€$]$/u.test(part) && /^\d/u.test(next)
}

/** A slash or backslash is said in an address only. */
function silentSymbol(part: string, parts: readonly string[]): boolean {
  return (part === '/' || part === '\\' || part === '#' || part === '=' || part === '+') && !isAddress(parts)
}

function isAddress(parts: readonly string[]): boolean {
  return parts.some(
    (part, i) => part === '.' && /^[A-Za-z]/u.test(parts[i - 1] ?? '') && /^[A-Za-z]/u.test(parts[i + 1] ?? ''),
  )
}

function spokenNumber(part: string, before: string, after: string): string[] {
  const suffix = /(st|nd|rd|th)$/u.exec(part)?.[0] ?? ''
  const [whole = '', decimals] = part
    .slice(0, part.length - suffix.length)
    .replaceAll(/,(?=\d)|,$/gu, '')
    .split('.')
  if (whole.includes(':')) return clockTime(whole)
  if (whole.length > 15 || (whole.length > 1 && whole.startsWith('0'))) return digits(whole).flat()
  const value = Number(whole)
  const unit = symbols.get(before)?.split(' ') ?? []
  if (/^[£€$]$/u.test(before))
    return [...cardinal(value), ...unit, ...(decimals ? cardinal(Number(decimals.slice(0, 2))) : [])]
  if (suffix) return ordinal(value)
  if (decimals) return [...cardinal(value), 'point', ...digits(decimals)]
  if (!part.includes(',') && value >= 1100 && value < 2100 && !units.get(after.toLowerCase())) return year(value)
  return cardinal(value)
}

function clockTime(text: string): string[] {
  const [hours, minutes] = text.split(':').map(Number) as [number, number]
  if (minutes === 0) return cardinal(hours)
  return [...cardinal(hours), ...(minutes < 10 ? ['oh'] : []), ...cardinal(minutes)]
}

/** A voice's letter-to-sound rules choke on endless words: cut them. */
function inPieces(word: string): string[] {
  return word.length <= longestWord ? [word] : (word.match(/.{1,20}/gu) ?? [])
}

function ascii(text: string): string {
  const known = Array.from(text, (character) => withoutDecomposition[character] ?? character).join('')
  return known
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7e£€°×]/gu, ' ')
}
