import { describe, expect, it } from 'vitest'
import { mergePatch } from '../src/json-merge-patch.ts'
import { textFaults } from '../src/text-faults.ts'

describe('a merge patch', () => {
  // The table of RFC 7396, appendix A.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('makes of %j and %j what RFC 7396 says', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result)
  })

  it('changes neither of the two, nor the prototype of anything', () => {
    const [target, patch] = [{ a: { b: 1 } }, JSON.parse('{"__proto__": {"polluted": 1}, "a": {"c": 2}}') as object]
    expect(mergePatch(target, patch)).toMatchObject({ a: { b: 1, c: 2 } })
    expect(target).toEqual({ a: { b: 1 } })
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})

describe('what no text may hold', () => {
  it('is named wherever it stands', () => {
    const value = { name: 'a\u0000', settings: { argv: ['fine\n', '\ud800'] } }
    expect(textFaults(value).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/name control_characters',
      '/settings/argv/1 control_characters',
    ])
  })
})
