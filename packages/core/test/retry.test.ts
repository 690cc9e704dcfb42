import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_RETRY, retryDelaySeconds, type RetryPolicy } from '../src/retry.ts'

const anyPolicy: fc.Arbitrary<RetryPolicy> = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 100 }),
  delaysSeconds: fc.array(fc.integer({ min: 0, max: 604_800 }), { minLength: 1, maxLength: 6 }),
})
const anyFailures = fc.integer({ min: 1, max: 100 })
const anyChance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('the wait before a retry', () => {
  it('is the delay of that failure and up to a fifth more, and the last delay repeats', () => {
    fc.assert(
      fc.property(anyPolicy, anyFailures, anyChance, (policy, failures, chance) => {
        const planned = policy.delaysSeconds[Math.min(failures, policy.delaysSeconds.length) - 1]!
        const delay = retryDelaySeconds(policy, failures, null, () => chance)
        expect(delay).toBeGreaterThanOrEqual(planned)
        expect(delay).toBeLessThanOrEqual(planned * 1.2)
      }),
    )
  })

  it('is what the provider asked for, whatever the schedule says', () => {
    fc.assert(
      fc.property(anyPolicy, anyFailures, fc.integer({ min: 0, max: 86_400 }), (policy, failures, asked) => {
        expect(retryDelaySeconds(policy, failures, asked)).toBe(asked)
      }),
    )
  })

  it('spreads tasks that failed together', () => {
    const delays = Array.from({ length: 50 }, () => retryDelaySeconds(DEFAULT_RETRY, 1, null))
    expect(new Set(delays).size).toBeGreaterThan(40)
  })

  it('is 1, 5, 15 and 60 minutes unless the channel says otherwise', () => {
    const noChance = () => 0
    const delays = [1, 2, 3, 4, 5].map((failures) => retryDelaySeconds(DEFAULT_RETRY, failures, null, noChance) / 60)
    expect(delays).toEqual([1, 5, 15, 60, 60])
  })
})
