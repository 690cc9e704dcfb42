import { clockJump } from './scenarios/clock-jump.ts'
import { diskFull } from './scenarios/disk-full.ts'
import { halfOpen } from './scenarios/half-open.ts'
import { killBackends } from './scenarios/kill-backends.ts'
import { killWorker } from './scenarios/kill-worker.ts'
import { pauseWorker } from './scenarios/pause-worker.ts'
import { restartPostgres } from './scenarios/restart-postgres.ts'
import { rollingDeploy } from './scenarios/rolling-deploy.ts'
import type { Scenario } from './strike.ts'

/** In the order in which they run. */
const BY_NAME = {
  'kill-worker': killWorker,
  'pause-worker': pauseWorker,
  'restart-postgres': restartPostgres,
  'kill-backends': killBackends,
  'half-open': halfOpen,
  'rolling-deploy': rollingDeploy,
  'disk-full': diskFull,
  'clock-jump': clockJump,
} satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof BY_NAME
export const SCENARIOS: Record<ScenarioName, Scenario> = BY_NAME
export const SCENARIO_NAMES = Object.keys(BY_NAME) as ScenarioName[]
