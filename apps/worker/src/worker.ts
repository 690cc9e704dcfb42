/** A worker: claims tasks, runs their scripts, settles. Three of them are deployed, all alike. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { StepName } from '@reelyard/core'
import type { ClaimedTask, Pipeline } from '@reelyard/pipeline'
import { createLifecycle, type Logger, type LongRunner, type ScriptGuard } from '@reelyard/runtime'
import { createClaimLoop, type ClaimLoop } from './claim-loop.ts'
import { drain } from './drain.ts'
import { createEar, type Ear } from './ear.ts'
import type { Execute } from './execution.ts'
import { createHeartbeat, type Heartbeat } from './heartbeat/heartbeat.ts'
import type { WorkerProcess } from './heartbeat/messages.ts'
import { createLiveLogs } from './live-logs.ts'
import { startRun } from './start-run.ts'
import type { RunningTask } from './running.ts'
import { createSlots } from './slots.ts'
import { createSweeper } from './sweeper.ts'
import { rhythmOf, TIMINGS, type Timings } from './timings.ts'
import { createWatchdog, type Watched } from './watchdog.ts'

export interface WorkerOptions {
  pipeline: Pipeline
  execute: Execute
  exists(sha256: string): Promise<boolean>
  name: string
  /** Of this software, as it stands in the list of workers. */
  version?: string
  steps: readonly StepName[]
  concurrency: number
  maxInputBytes: number
  leaseSeconds: number
  /** Backstop poll for missed wake-ups. */
  pollMs: number
  /** How long running scripts may go on after `stop`, before they are interrupted. */
  drainMs: number
  /** For how long events are kept. Default: EVENT_DAYS. */
  eventDays?: number
  /** Off: only the poll finds work. */
  listen: boolean
  logger: Logger
  /** Ends the scripts should this process be killed. */
  guard?: Pick<ScriptGuard, 'watch'>
  timings?: Timings
  /** The worker finds itself beyond help: stop it, and end the process, for the platform to start it again. */
  onEnd?(reason: string): void
}

export interface Worker extends LongRunner {
  /** Ends the drain time of a stop that is under way, or of the one to come. */
  hurry(): void
}

/** Claims, runs and settles from its start to its stop, which drains. Serves once: after a stop it never claims again. */
export function createWorker(options: WorkerOptions): Worker {
  const { pipeline, logger, leaseSeconds, timings = TIMINGS, onEnd = () => {} } = options
  const running = new Set<RunningTask>()
  const slots = createSlots({ tasks: options.concurrency, bytes: options.maxInputBytes })
  const stopping = new AbortController()
  const hurried = new AbortController()
  const heartbeat = createHeartbeat({
    databaseUrl: pipeline.databaseUrl,
    worker: identityOf(options),
    rhythm: rhythmOf(leaseSeconds, timings),
    logger,
    onEnd: (reason) => {
      // Nobody keeps the leases: others are about to run the same tasks.
      hurried.abort()
      onEnd(reason)
    },
  })
  const loop = createClaimLoop({ ...options, worker: options.name, slots, onTask: begin })
  const ear = createEar({ ...options, wake: loop.wake, onTaken: lose })
  const liveLogs = createLiveLogs(pipeline, logger)
  const watchdog = watch(options, timings, { loop, ear, heartbeat })

  function begin(task: ClaimedTask): void {
    const run = startRun({ ...options, heartbeat, slots, liveLogs }, task)
    running.add(run)
    heartbeat.take(run)
    if (stopping.signal.aborted) run.release()
    void run.done.then(() => {
      running.delete(run)
      heartbeat.leave(run)
      liveLogs.leave(task)
      slots.leave(task)
      loop.slotFreed()
    })
  }

  /** Cancelled, or to be made of something else: the heartbeat would find it out too, but later. */
  function lose({ taskId, attempt }: { taskId: string; attempt: number }): void {
    for (const run of running) if (run.task.taskId === taskId && run.task.attempt === attempt) run.lose()
  }

  async function stop(): Promise<void> {
    stopping.abort()
    heartbeat.say('draining')
    await watchdog.stop()
    const claimsEnded = Promise.allSettled([loop.stop()])
    const { drainMs } = options
    await drain({ running, claimsEnded, drainMs, hurry: hurried.signal, graceMs: timings.graceMs, logger })
    // Until then it hears of what is cancelled.
    await ear.stop()
    await liveLogs.stop()
  }

  const working: LongRunner = {
    stop,
    start: async () => {
      // A stop may come while the first one waits: none of them starts after it.
      for (const part of [ear, loop, watchdog]) await part.start()
    },
  }
  const sweeper = createSweeper(pipeline, leaseSeconds * 1_000, logger, options.eventDays)
  const lifecycle = createLifecycle([sweeper, heartbeat, working])
  return { ...lifecycle, hurry: () => hurried.abort() }
}

function identityOf({ name, version, steps, concurrency, leaseSeconds }: WorkerOptions): WorkerProcess {
  return {
    id: randomUUID(),
    name,
    version: version ?? 'unknown',
    host: hostname(),
    pid: process.pid,
    steps,
    slots: concurrency,
    leaseSeconds,
  }
}

function watch(
  { pipeline, logger, onEnd = () => {} }: WorkerOptions,
  { tickMs, recoverTicks, endTicks, probeMs }: Timings,
  { loop, ear, heartbeat }: { loop: ClaimLoop; ear: Ear; heartbeat: Heartbeat },
): LongRunner {
  const ofClaims = { state: 'stuck' as const, recoverTicks: recoverTicks.claims, endTicks: endTicks.claims }
  const hanging: Watched = {
    ...ofClaims,
    reason: 'claims come to no end',
    isWell: loop.comesOn,
    recover: async () => {
      await pipeline.renew()
      loop.wake()
    },
  }
  const refused: Watched = {
    ...ofClaims,
    reason: 'claims do not succeed',
    isWell: loop.succeeds,
    recover: async () => loop.wake(),
  }
  const deaf: Watched = {
    state: 'deaf',
    reason: 'LISTEN hears nothing',
    isWell: ear.comesOn,
    recoverTicks: recoverTicks.listen,
    endTicks: endTicks.listen,
    // It also looks for itself: the next poll may be far away.
    recover: async () => {
      loop.wake()
      await ear.relisten()
    },
  }
  const { getsThrough, say } = heartbeat
  const watched = [hanging, refused, deaf]
  return createWatchdog({ watched, tickMs, getsThrough, probe: pipeline.ping, probeMs, say, onEnd, logger })
}
