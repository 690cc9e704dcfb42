/** The short form of each scenario; `pnpm chaos` is the long one. */
import { plannedTasks } from '@reelyard/core'
import { expect, test } from 'vitest'
import { SCENES } from './chaos/load.ts'
import { failuresOf } from './chaos/report.ts'
import { runScenario } from './chaos/run.ts'
import { SCENARIO_NAMES, SCENARIOS } from './chaos/scenarios.ts'

const SHORT = { form: 'short', seed: 1, videos: 2, keep: false } as const

/** Where no attempt may be burned, a busy machine must not pass for a dead worker. */
function leaseSeconds(scenario: keyof typeof SCENARIOS): number {
  return SCENARIOS[scenario].excused.includes('attempts_burned') ? 3 : 15
}

test.each(SCENARIO_NAMES)('nothing is lost, nothing is done twice: %s', async (scenario) => {
  const told: string[] = []
  const say = (line: string) => void told.push(line)
  const report = await runScenario({
    ...SHORT,
    scenario,
    leaseSeconds: leaseSeconds(scenario),
    say,
    signal: AbortSignal.timeout(110_000),
  })
  expect({ failures: failuresOf(report, false), told }).toEqual({ failures: [], told })
  expect(report.faults).toBeGreaterThanOrEqual(SCENARIOS[scenario].short.length)
  expect(report.tasks).toBe(report.videos * plannedTasks(SCENES))
  expect(report.attempts.succeeded).toBe(report.tasks)
})
