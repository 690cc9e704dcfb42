import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ambiguousFields } from '../src/body/ambiguous-fields.ts'

const FORBIDDEN = ['__proto__', 'constructor', 'prototype']

describe('fields that two readers could understand in two ways', () => {
  it('are none in what a JSON library writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        fc.pre(!FORBIDDEN.some((name) => text.includes(`"${name}"`)))
        expect(ambiguousFields(text)).toEqual([])
      }),
    )
  })

  it('are found wherever an object names a field twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), fc.nat(3), (name, value, depth) => {
        fc.pre(!FORBIDDEN.includes(name) && name.isWellFormed())
        const field = `${JSON.stringify(name)}: ${JSON.stringify(value)}`
        fc.pre(ambiguousFields(`{${field}}`).length === 0)
        const text = `${'[0, '.repeat(depth)}{${field}, ${field}}${']'.repeat(depth)}`

        const pointer = `${'/1'.repeat(depth)}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
        expect(ambiguousFields(text)).toMatchObject([{ pointer, code: 'duplicate_field' }])
      }),
    )
  })

  it('are not found in texts that only look so', () => {
    expect(
      ambiguousFields('{"a": "\\"a\\": 1, \\"a\\"", "b": ["a", "a", "__proto__"], "c": {"a": "__proto__"}}'),
    ).toEqual([])
  })
})
