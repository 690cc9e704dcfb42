/** The short form of each scenario; `pnpm chaos` is the long one. The seed is fixed, so that a failure can be had again. */
import { plannedTasks } from '@reelyard/core'
import { expect, test } from 'vitest'
import { SCENES } from './chaos/load.ts'
import { failuresOf } from './chaos/report.ts'
import { runScenario } from './chaos/run.ts'
import { SCENARIO_NAMES } from './chaos/scenarios.ts'

const SHORT = { seed: 1, videos: 2, mostFaults: 2, keep: false }

/** A deploy must burn no attempt, so there a busy machine must not pass for a dead worker. */
const leaseSeconds = (scenario: string) => (scenario === 'rolling-deploy' ? 15 : 3)

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
  expect({ failures: failuresOf(report), told }).toEqual({ failures: [], told })
  expect(report.faults).toBeGreaterThan(0)
  expect(report.tasks).toBe(report.videos * plannedTasks(SCENES))
  expect(report.attempts.succeeded).toBe(report.tasks)
})
