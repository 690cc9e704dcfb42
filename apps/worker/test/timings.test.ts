import { expect, it } from 'vitest'
import { rhythmOf, TIMINGS } from '../src/timings.ts'

const FOUND_OUT_MS = 30_000

it('a worker that could work and does not has recovered, or ends, within 30 s', () => {
  const { tickMs, recoverTicks, endTicks, probeMs } = TIMINGS
  for (const part of ['claims', 'listen'] as const) {
    expect(recoverTicks[part]).toBeLessThan(endTicks[part])
    expect(endTicks[part] * tickMs + probeMs).toBeLessThanOrEqual(FOUND_OUT_MS)
  }
})

it.each([1, 15, 1_800])('a main thread that stands still ends its process within 30 s at a lease of %d s', (lease) => {
  const { tickMs, stuckTicks } = rhythmOf(lease, TIMINGS)
  expect(stuckTicks * tickMs).toBeLessThanOrEqual(FOUND_OUT_MS)
})
