import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, inputDigest, type DigestParts } from '../src/digest.ts'

const anySha256 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const anyInput = fc.record({
  role: fc.stringMatching(/^[a-z_]{1,20}$/),
  step: fc.constantFrom('assets', 'narration', 'clips'),
  scene: fc.option(fc.integer({ min: 1, max: 200 })),
  sha256: anySha256,
})
const anyParts: fc.Arbitrary<DigestParts> = fc.record({
  step: fc.constantFrom('assets', 'narration'),
  implementation: fc.oneof(fc.nat(), fc.array(fc.string())),
  parameters: fc.dictionary(fc.string(), fc.jsonValue()),
  inputs: fc.uniqueArray(anyInput, { selector: (input) => JSON.stringify(input), maxLength: 6 }),
})

/** The same value with the members of every object in the opposite order. */
function turnedRound(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnedRound)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, turnedRound(member)]),
  )
}

describe('canonical JSON', () => {
  it('is the same whatever the order of members, at any depth', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(turnedRound(value))).toBe(canonicalJson(value))
      }),
    )
  })

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('takes a member that is undefined for one that is missing', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe(canonicalJson({ a: 1 }))
  })

  it('keeps the order of lists, which means something', () => {
    expect(canonicalJson(['a', 'b'])).not.toBe(canonicalJson(['b', 'a']))
  })
})

describe('the input digest', () => {
  it('is a SHA-256 in hex', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        expect(inputDigest(parts)).toMatch(/^[0-9a-f]{64}$/)
      }),
    )
  })

  it('does not depend on the order of inputs or of parameters', () => {
    const pairs = anyParts.chain((parts) => {
      const all = { minLength: parts.inputs.length, maxLength: parts.inputs.length }
      return fc.tuple(fc.constant(parts), fc.shuffledSubarray([...parts.inputs], all))
    })
    fc.assert(
      fc.property(pairs, ([parts, inputs]) => {
        const other = { ...parts, inputs, parameters: turnedRound(parts.parameters) }
        expect(inputDigest(other)).toBe(inputDigest(parts))
      }),
    )
  })

  it('changes with any part', () => {
    const two = fc.tuple(anyParts, anyParts)
    fc.assert(
      fc.property(two, fc.constantFrom('step', 'implementation', 'parameters', 'inputs'), ([one, other], part) => {
        fc.pre(canonicalJson(sorted(one[part])) !== canonicalJson(sorted(other[part])))
        expect(inputDigest({ ...one, [part]: other[part] })).not.toBe(inputDigest(one))
      }),
    )
  })

  it.each([
    ['role', { role: 'timing' }],
    ['step', { step: 'clips' }],
    ['scene', { scene: 3 }],
    ['no scene', { scene: null }],
    ['content', { sha256: 'b'.repeat(64) }],
  ])('changes with the %s of an input', (_part, change) => {
    const input = { role: 'speech', step: 'narration', scene: 2, sha256: 'a'.repeat(64) }
    const digestOf = (file: typeof input | object) =>
      inputDigest({ step: 'assembly', implementation: 1, parameters: {}, inputs: [{ ...input, ...file }] })
    expect(digestOf(change)).not.toBe(digestOf({}))
  })
})

/** Inputs are a set; all else is compared as it is. */
function sorted(part: unknown): unknown {
  return Array.isArray(part) && part.every((member) => typeof member === 'object')
    ? part.map((member) => canonicalJson(member)).toSorted()
    : part
}
