import { describe, expect, it } from 'vitest'
import { channelSettingsSchema } from '../src/channel.ts'
import { gateSchema, gateSeconds, mayDecide } from '../src/gate.ts'

const gateOf = (gate: object) => gateSchema.parse(gate)

describe('a gate', () => {
  it('that says nothing waits for any key, for ever, also by link', () => {
    const gate = gateOf({})
    expect(gate).toEqual({ links: true, onTimeout: 'wait' })
    expect(gateSeconds(gate)).toBeNull()
    expect(mayDecide(gate, 'anyone')).toBe(true)
  })

  it('may name who decides, and what happens if nobody does', () => {
    const gate = gateOf({ deciders: ['anna'], timeoutSeconds: 60, onTimeout: 'reject' })
    expect(gateSeconds(gate)).toBe(60)
    expect([mayDecide(gate, 'anna'), mayDecide(gate, 'Anna')]).toEqual([true, false])
  })

  it('that waits in the end is never due', () => {
    expect(gateSeconds(gateOf({ timeoutSeconds: 60 }))).toBeNull()
    expect(gateSeconds(undefined)).toBeNull()
  })

  it.each([
    ['timeoutSeconds', { onTimeout: 'approve' }],
    ['timeoutSeconds', { timeoutSeconds: 59 }],
    ['timeoutSeconds', { timeoutSeconds: 7_776_001 }],
    ['onTimeout', { timeoutSeconds: 60, onTimeout: 'shrug' }],
    ['deciders', { deciders: [] }],
    ['deciders.0', { deciders: [''] }],
    ['links', { links: 'no' }],
    ['', { colour: 'red' }],
  ])('is refused for its %s: %j', (path, gate) => {
    const { error } = channelSettingsSchema.safeParse({ gates: { assets: gate } })
    expect(error?.issues.map((issue) => issue.path.slice(2).join('.'))).toEqual([path])
  })
})
