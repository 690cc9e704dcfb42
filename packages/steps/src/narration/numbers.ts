/** English numbers as words. */

const small = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
]
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
const scales: readonly [number, string][] = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
  [1000, 'thousand'],
]
const irregularOrdinals: Record<string, string> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
}

/** `1204` → one thousand two hundred and four. Whole numbers from 0 up to 10^15. */
export function cardinal(value: number): string[] {
  if (value < 20) return [small[value]!]
  if (value < 100) return [tens[Math.floor(value / 10)]!, ...rest(value % 10)]
  if (value < 1000) return [small[Math.floor(value / 100)]!, 'hundred', ...joined(value % 100)]
  const [size, name] = scales.find(([least]) => value >= least)!
  const under = value % size
  return [...cardinal(Math.floor(value / size)), name, ...(under < 100 ? joined(under) : cardinal(under))]
}

/** `21` → twenty first. */
export function ordinal(value: number): string[] {
  const words = cardinal(value)
  const last = words.pop()!
  return [...words, irregularOrdinals[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`)]
}

/** `1984` → nineteen eighty four; `1905` → nineteen oh five; `2000` → two thousand. From 1100 to 2099. */
export function year(value: number): string[] {
  const century = Math.floor(value / 100)
  const within = value % 100
  if (century === 20 && within < 10) return cardinal(value)
  if (within === 0) return [...cardinal(century), 'hundred']
  return [...cardinal(century), ...(within < 10 ? ['oh', small[within]!] : cardinal(within))]
}

/** `042` → zero four two. */
export function digits(text: string): string[] {
  return Array.from(text, (digit) => small[Number(digit)]!)
}

function joined(value: number): string[] {
  return value === 0 ? [] : ['and', ...cardinal(value)]
}

function rest(value: number): string[] {
  return value === 0 ? [] : cardinal(value)
}
