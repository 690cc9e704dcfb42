import { InvalidArgumentError } from 'commander'

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 } as const

const AGO = /^(\d{1,9})([smhdw])$/
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/

/**
 * ISO 8601 from a point in time as people write it: `2h` for two hours ago, or ISO 8601, in UTC where it names no zone.
 * Throws InvalidArgumentError, which commander words.
 */
export function readMoment(text: string): string {
  const milliseconds = momentAgo(text) ?? momentOf(text) ?? Number.NaN
  if (milliseconds >= 0) return new Date(milliseconds).toISOString()
  throw new InvalidArgumentError('It must be like 30m, 2h, 3d, 2026-11-21 or 2026-11-21T08:00Z.')
}

function momentAgo(text: string): number | null {
  const [, count, unit] = AGO.exec(text) ?? []
  if (count === undefined) return null
  return Date.now() - Number(count) * SECONDS[unit as keyof typeof SECONDS] * 1_000
}

function momentOf(text: string): number | null {
  const [, date, time = '00:00', zone = 'Z'] = ISO.exec(text) ?? []
  // Date takes February 30th for March 2nd.
  if (date === undefined || !isDate(date)) return null
  return Date.parse(`${date}T${time}${zone}`)
}

function isDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date)
}
