/** Reading a `Retry-After` header (RFC 9110, 10.2.3) as a provider sent it. */

/** A longer wait is no wait: the task would be forgotten before it is tried again. */
export const LONGEST_RETRY_AFTER_SECONDS = 30 * 86_400

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** All three forms that a recipient must know: IMF-fixdate, RFC 850 and asctime, which is UTC too. */
const DATE_FORMS: readonly RegExp[] = [
  /^[a-z]{3}, (?<day>\d{2}) (?<month>[a-z]{3}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/i,
  /^[a-z]{6,9}, (?<day>\d{2})-(?<month>[a-z]{3})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/i,
  /^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/i,
]

/**
 * Seconds to wait, 30 days at most and 0 for a date that has passed; null where the text is neither a number of seconds
 * nor an HTTP date. `now` in milliseconds since 1970.
 */
export function parseRetryAfter(header: string, now: number = Date.now()): number | null {
  const text = header.trim()
  const seconds = /^\d+$/.test(text) ? Number(text) : secondsUntil(text, now)
  return seconds === null ? null : Math.min(Math.max(seconds, 0), LONGEST_RETRY_AFTER_SECONDS)
}

function secondsUntil(text: string, now: number): number | null {
  for (const form of DATE_FORMS) {
    const parts = form.exec(text)?.groups
    if (parts) return untilMoment(parts, now)
  }
  return null
}

function untilMoment({ year = '', month = '', day = '', time = '' }: Record<string, string>, now: number) {
  const [hour = 24, minute = 60, second = 61] = time.split(':').map(Number)
  const date = [fullYear(Number(year), now), MONTHS.indexOf(month.toLowerCase()), Number(day)] as const
  const moment = new Date(Date.UTC(...date, hour, minute, second))
  const isReal = date[1] >= 0 && isDay(...date) && hour < 24 && minute < 60 && second <= 60
  return isReal ? Math.ceil((moment.getTime() - now) / 1000) : null
}

/** Two digits that seem to lie more than 50 years ahead are of the century before. */
function fullYear(year: number, now: number): number {
  if (year > 99) return year
  const thisYear = new Date(now).getUTCFullYear()
  const guess = thisYear - (thisYear % 100) + year
  return guess > thisYear + 50 ? guess - 100 : guess
}

function isDay(year: number, month: number, day: number): boolean {
  return day >= 1 && day <= new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
}
