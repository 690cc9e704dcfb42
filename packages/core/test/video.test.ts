import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plannedTasks, type StateCount } from '../src/plan.ts'
import { GOOD_ENDS, TASK_STATES, type TaskState } from '../src/states.ts'
import { STEP_NAMES, STEPS, type StepName } from '../src/steps.ts'
import { progressOf, statusOf, VIDEO_STATUSES } from '../src/video.ts'

function count(step: StepName, state: TaskState, extra: Partial<StateCount> = {}): StateCount {
  return { step, state, cancelled: false, count: 1, inScene: 0, ...extra }
}

const anyCount = fc.record({
  step: fc.constantFrom(...STEP_NAMES),
  state: fc.constantFrom(...TASK_STATES),
  cancelled: fc.boolean(),
  count: fc.nat({ max: 5 }),
  inScene: fc.constant(0),
})

describe('the status of a video', () => {
  it('is one of the six for whatever tasks', () => {
    fc.assert(
      fc.property(fc.array(anyCount), (counts) => {
        expect(VIDEO_STATUSES).toContain(statusOf(counts))
      }),
    )
  })

  it('does not depend on the order in which tasks are counted', () => {
    const shuffled = fc
      .array(anyCount)
      .chain((counts) =>
        fc.tuple(
          fc.constant(counts),
          fc.shuffledSubarray(counts, { minLength: counts.length, maxLength: counts.length }),
        ),
      )
    fc.assert(
      fc.property(shuffled, ([counts, others]) => {
        expect(statusOf(others)).toBe(statusOf(counts))
      }),
    )
  })

  it('ignores states in which no task is', () => {
    const empty = TASK_STATES.map((state) => count('publish', state, { count: 0, cancelled: true }))
    expect(statusOf(empty)).toBe('pending')
  })

  it.each([
    ['pending', []],
    ['pending', [count('storyboard', 'pending')]],
    ['processing', [count('storyboard', 'claimed')]],
    ['processing', [count('storyboard', 'completed'), count('assets', 'pending')]],
    ['processing', [count('storyboard', 'completed'), count('assets', 'retry')]],
    ['awaiting_review', [count('assets', 'processing'), count('narration', 'awaiting_review')]],
    ['awaiting_review', [count('assets', 'processing'), count('narration', 'rejected')]],
    ['failed', [count('assets', 'failed'), count('narration', 'awaiting_review')]],
    ['cancelled', [count('assets', 'failed', { cancelled: true }), count('narration', 'failed')]],
    ['completed', [count('storyboard', 'completed'), count('publish', 'completed')]],
    ['completed', [count('storyboard', 'completed'), count('publish', 'approved')]],
    ['processing', [count('assembly', 'completed')]],
  ] as const)('is %s for %j', (status, counts) => {
    expect(statusOf(counts)).toBe(status)
  })
})

describe('the progress of a video', () => {
  const planOf = (scenes: number) =>
    STEP_NAMES.flatMap((step) => Array.from({ length: STEPS[step].perScene ? scenes : 1 }, () => step))

  it('is the share of the plan that has ended well', () => {
    const anyPlay = fc.integer({ min: 1, max: 20 }).chain((scenes) => {
      const steps = planOf(scenes)
      const state = fc.constantFrom(...TASK_STATES)
      return fc.tuple(fc.constant(scenes), fc.array(state, { minLength: steps.length, maxLength: steps.length }))
    })
    fc.assert(
      fc.property(anyPlay, ([scenes, states]) => {
        const counts = planOf(scenes).map((step, index) => count(step, states[index]!))
        const ended = states.filter((state) => GOOD_ENDS.some((good) => good === state)).length
        expect(progressOf(counts, scenes)).toBeCloseTo(ended / plannedTasks(scenes), 10)
      }),
    )
  })

  it('ends at exactly 1, and not before the last task', () => {
    const done = planOf(7).map((step) => count(step, 'completed'))
    expect(progressOf(done, 7)).toBe(1)
    expect(progressOf(done.slice(1), 7)).toBeLessThan(1)
  })

  it('stands at 0 until the scenes are known', () => {
    expect(progressOf([count('storyboard', 'completed')], 0)).toBe(0)
  })
})
