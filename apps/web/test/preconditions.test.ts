/** Which tags an If-Match allows. */
import { assertMatches, PreconditionFailedError } from '@reelyard/pipeline'
import { describe, expect, it } from 'vitest'
import { ifMatch } from '../src/content/preconditions.ts'
import { problemOf } from '../src/problem/of-error.ts'

const allows = (header: string | undefined, tag: string) =>
  ifMatch({ headers: header === undefined ? {} : { 'if-match': header } })?.matches(tag) ?? 'anything'

describe('If-Match', () => {
  it.each<[string | undefined, boolean | string]>([
    [undefined, 'anything'],
    ['*', true],
    [' * ', true],
    ['"3"', true],
    ['"2", "3"', true],
    ['"2","3","4"', true],
    ['"2, 3"', false],
    ['"2"', false],
    ['W/"3"', false],
    ['W/"2", "3"', true],
    ['3', false],
    ['', false],
    ['"3', false],
  ])('%s', (header, expected) => {
    expect(allows(header, '"3"')).toBe(expected)
  })

  it('that does not match ends in 412, inside of the transaction', () => {
    const seen = ifMatch({ headers: { 'if-match': '"2"' } })

    expect(() => assertMatches(null, '"3"')).not.toThrow()
    expect(() => assertMatches(seen, '"2"')).not.toThrow()
    expect(() => assertMatches(seen, '"3"')).toThrow(PreconditionFailedError)
    expect(problemOf(new PreconditionFailedError(), 0)).toMatchObject({ code: 'precondition_failed', status: 412 })
  })
})
