import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAULT_CODES, FAULTS_MOST, MOTIONS, ORDER_LIMITS, parseOrder } from '@reelyard/core'

const ORDER = { title: 'T', scenes: [{ narration: 'One.' }] }

const faultsOf = (value: unknown) => parseOrder(value).faults?.map(({ pointer, code }) => `${pointer} ${code}`)
const messageOf = (value: unknown) => parseOrder(value).faults?.[0]?.message

describe('an order that is right', () => {
  it.each(['tide-pool', 'mouse-and-owl-18', 'night-trains-brief'])('may look like %s', async (name) => {
    const example = JSON.parse(
      await readFile(new URL(`../../../examples/${name}.json`, import.meta.url), 'utf8'),
    ) as unknown

    expect(parseOrder(example).faults).toBeUndefined()
  })

  it('gets defaults for what it leaves out, and keeps its texts to the letter', () => {
    const narration = "  “%{x}” {\\b1} '; rm -rf / [v0] שלום 漢字 👩‍🚀\ttab\r\n "

    expect(parseOrder({ title: ' T ', scenes: [{ narration }] }).order).toEqual({
      title: ' T ',
      scenes: [{ narration, motion: 'auto' }],
      metadata: {},
      priority: 'normal',
      channel: 'default',
    })
  })

  it.each(Object.entries({ title: ORDER_LIMITS.title, brief: ORDER_LIMITS.brief }))(
    'may have a %s of %i characters',
    (field, most) => {
      const { scenes: _scenes, ...rest } = { ...ORDER, brief: 'B', [field]: 'x'.repeat(most) }

      expect(faultsOf(rest)).toBeUndefined()
      expect(faultsOf({ ...rest, [field]: 'x'.repeat(most + 1) })).toEqual([`/${field} too_long`])
    },
  )

  it('may have 200 scenes, not 201', () => {
    const scenes = (count: number) => ({
      title: 'T',
      scenes: Array.from({ length: count }, () => ({ narration: 'n' })),
    })

    expect(faultsOf(scenes(ORDER_LIMITS.scenes))).toBeUndefined()
    expect(faultsOf(scenes(ORDER_LIMITS.scenes + 1))).toEqual(['/scenes too_many'])
  })

  it.each(MOTIONS)('may move the camera: %s', (motion) => {
    expect(faultsOf({ title: 'T', scenes: [{ narration: 'n', motion }] })).toBeUndefined()
  })
})

describe('an order that is wrong', () => {
  it('has a fault for each thing that is wrong, wherever it is', () => {
    const scene = { narration: '', sound: 5, motion: 'spin', image: 'x', more: 1 }

    expect(faultsOf({ title: null, scenes: [{ narration: 'n' }, scene], brief: 'b', extra: {} })).toEqual([
      '/title wrong_type',
      '/scenes/1/narration empty',
      '/scenes/1/sound wrong_type',
      '/scenes/1/motion unknown_value',
      '/scenes/1/image malformed',
      '/scenes/1/more unknown_field',
      '/extra unknown_field',
      ' scenes_or_brief',
    ])
  })

  it.each([
    [null, 'The order must be an object, but is null.'],
    [{ scenes: [] }, "'title' is missing."],
    [{ ...ORDER, title: ['T'] }, "'title' must be text, but is a list."],
    [{ ...ORDER, title: 'x'.repeat(2_431) }, "'title' has 2,431 characters; the limit is 200."],
    [{ title: 'T', scenes: [{ narration: 'n' }, 4] }, 'Scene 2 must be an object, but is 4.'],
    [{ title: 'T', scenes: [] }, "'scenes' has 0 entries; there must be at least 1."],
    [{ ...ORDER, aspect: '4:3' }, "'aspect' must be one of 16:9, 9:16, 1:1, but is '4:3'."],
    [{ ...ORDER, voice: 'a b' }, "'voice' may have letters, digits and _ : . + - only."],
    [{ ...ORDER, colour: 1 }, "'colour' is not a field that is known here."],
    [{ ...ORDER, brief: 'b' }, 'The order must have either scenes or a brief, but has both.'],
    [{ title: 'T' }, 'The order must have either scenes or a brief, but has neither.'],
    [
      { ...ORDER, title: 'ab\u0000' },
      "'title' holds a control character (U+0000) at position 3, which no text may hold.",
    ],
    [
      { ...ORDER, title: '\ud800' },
      "'title' holds half of a surrogate pair (U+D800) at position 1, which no text may hold.",
    ],
  ])('says so in a sentence (%#)', (order, sentence) => {
    expect(messageOf(order)).toBe(sentence)
  })

  it('repeats no more than a little of what it was given, and no control characters', () => {
    const message = messageOf({ ...ORDER, aspect: `\u001b[31m${'x'.repeat(10_000)}` }) ?? ''

    expect(message.length).toBeLessThan(200)
    expect(message).not.toContain('\u001b')
  })

  it('has a pointer that names the field exactly, whatever its name', () => {
    expect(faultsOf({ ...ORDER, 'a/b~c': 1 })).toEqual(['/a~1b~0c unknown_field'])
  })

  it('has at most as many faults as fit an answer', () => {
    const unknown = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, 1]))

    expect(faultsOf({ ...ORDER, ...unknown })).toHaveLength(FAULTS_MOST)
    expect(faultsOf({ title: 'T', scenes: Array.from({ length: 5_000 }, () => ({})) })).toHaveLength(FAULTS_MOST)
  })
})

describe('any JSON', () => {
  it('is taken or refused with codes that are documented, and never throws', () => {
    const field = fc.oneof(
      ...['title', 'scenes', 'brief', 'voice', 'aspect', 'narration', 'image'].map((name) => fc.constant(name)),
      fc.string(),
    )
    const value = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, 0, 1e300, '', 'text', '\u0000', '\ud800'),
        fc.string({ unit: 'binary' }),
        fc.array(tie('json'), { maxLength: 4 }),
        fc.dictionary(field, tie('json'), { maxKeys: 5 }),
      ),
    })).json

    fc.assert(
      fc.property(value, (json) => {
        const { order, faults } = parseOrder(json)
        expect((order === undefined) !== (faults === undefined)).toBe(true)
        for (const fault of faults ?? []) {
          expect(FAULT_CODES).toContain(fault.code)
          expect(fault.message.isWellFormed()).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
