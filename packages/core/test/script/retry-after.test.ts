import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LONGEST_RETRY_AFTER_SECONDS, parseRetryAfter } from '../../src/script/retry-after.ts'

/** The moment of RFC 9110's examples, less 90 seconds. */
const NOW = Date.UTC(1994, 10, 6, 8, 48, 7)

describe('a Retry-After header', () => {
  it.each([
    ['120', 120],
    [' 0 ', 0],
    ['007', 7],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 90],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 90],
    ['Sun Nov  6 08:49:37 1994', 90],
    ['sun, 06 nov 1994 08:49:37 gmt', 90],
    ['Sat, 31 Dec 1994 23:59:60 GMT', LONGEST_RETRY_AFTER_SECONDS],
    ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
    ['9'.repeat(400), LONGEST_RETRY_AFTER_SECONDS],
  ])('of %j is a wait of %i seconds', (header, seconds) => {
    expect(parseRetryAfter(header, NOW)).toBe(seconds)
  })

  it('tells the century of two digits by the present: at most 50 years ahead', () => {
    const now = Date.UTC(2026, 10, 6, 8, 48, 7)
    expect(parseRetryAfter('Friday, 06-Nov-26 08:49:37 GMT', now)).toBe(90)
    expect(parseRetryAfter('Sunday, 06-Nov-94 08:49:37 GMT', now)).toBe(0)
    expect(parseRetryAfter('Friday, 06-Nov-76 08:49:37 GMT', now)).toBe(LONGEST_RETRY_AFTER_SECONDS)
  })

  it.each([
    '',
    'soon',
    '-1',
    '+1',
    '1.5',
    '1e3',
    '0x10',
    '120, 240',
    '120s',
    'Infinity',
    'Sun, 06 Nov 1994 08:49:37 PST',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 31 Feb 1994 08:49:37 GMT',
    'Sun, 00 Nov 1994 08:49:37 GMT',
    'Sun, 06 Foo 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:49:37 GMT',
    'Sun, 06 Nov 1994 08:60:37 GMT',
    'Sun, 06 Nov 1994 08:49:61 GMT',
  ])('of %j is none', (header) => {
    expect(parseRetryAfter(header, NOW)).toBeNull()
  })

  it('is read the same in each of its forms, at any moment', () => {
    const anyMoment = fc.date({ min: new Date(NOW), max: new Date(NOW + 29 * 86_400_000), noInvalidDate: true })
    fc.assert(
      fc.property(anyMoment, (moment) => {
        const seconds = Math.ceil((Math.floor(moment.getTime() / 1000) * 1000 - NOW) / 1000)
        const [day = '', date = '', month = '', year = '', time = ''] = moment.toUTCString().split(/,? /)
        const forms = [
          moment.toUTCString(),
          `Saturday, ${date}-${month}-${year.slice(2)} ${time} GMT`,
          `${day} ${month} ${date.replace(/^0/, ' ')} ${time} ${year}`,
        ]
        for (const form of forms) expect(parseRetryAfter(form, NOW)).toBe(Math.max(seconds, 0))
      }),
    )
  })

  it('is never an exception nor a wait out of bounds, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const seconds = parseRetryAfter(header) ?? 0
        expect(seconds >= 0 && seconds <= LONGEST_RETRY_AFTER_SECONDS).toBe(true)
      }),
    )
  })
})
