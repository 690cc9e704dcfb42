/** A worker: claims tasks, runs their scripts, settles. Three of them are deployed, all alike. */
import { setTimeout as delay } from 'node:timers/promises'
import type { StepName } from '@reelyard/core'
import type { ClaimedTask, Pipeline } from '@reelyard/pipeline'
import { createLifecycle, type Logger, type LongRunner } from '@reelyard/runtime'
import { createClaimLoop } from './claim-loop.ts'
import type { Execute } from './execution.ts'
import { createHeartbeat } from './heartbeat.ts'
import type { RunningTask } from './running.ts'
import { runTask } from './run-task.ts'
import { createSlots } from './slots.ts'
import { createSweeper } from './sweeper.ts'

export interface WorkerOptions {
  pipeline: Pipeline
  execute: Execute
  exists(sha256: string): Promise<boolean>
  name: string
  steps: readonly StepName[]
  concurrency: number
  maxInputBytes: number
  leaseSeconds: number
  /** Backstop poll for missed wake-ups. */
  pollMs: number
  /** How long running scripts may go on after `stop`, before they are interrupted. */
  drainMs: number
  /** Off: only the poll finds work. */
  listen: boolean
  logger: Logger
}

/** Longest wait for room for a task's input, before it is given back to the others. */
const ROOM_WAIT_MS = 10_000

export function createWorker(options: WorkerOptions): LongRunner {
  const { pipeline, logger, leaseSeconds, name: worker } = options
  const running = new Set<RunningTask>()
  const slots = createSlots({ tasks: options.concurrency, bytes: options.maxInputBytes })
  const loop = createClaimLoop({ ...options, worker, slots, onTask: begin })

  function begin(task: ClaimedTask): void {
    const controller = new AbortController()
    const log = taskLogger(logger, task)
    const { execute, exists } = options
    const run: RunningTask = {
      task,
      interrupt: () => controller.abort('drain'),
      lose: () => controller.abort('claim lost'),
      done: runTask(
        { pipeline, slots, execute, exists, roomWaitMs: ROOM_WAIT_MS, logger: log },
        task,
        controller.signal,
      )
        .catch((error: unknown) =>
          log.error({ error }, 'could not store the end of the attempt; its lease will run out'),
        )
        .finally(() => {
          running.delete(run)
          slots.leave(task)
          loop.slotFreed()
        }),
    }
    running.add(run)
  }

  return createLifecycle([
    createSweeper(pipeline, leaseSeconds * 1_000, logger),
    createHeartbeat({ pipeline, worker, leaseSeconds, running, logger }),
    { start: async () => {}, stop: () => drain(running, options.drainMs, logger) },
    listener(options, loop.wake),
    loop,
  ])
}

/** What every log line of a task carries. */
function taskLogger(logger: Logger, task: ClaimedTask): Logger {
  return logger.child({
    taskId: task.taskId,
    videoId: task.video.id,
    channel: task.channel.id,
    step: task.step,
    scene: task.scene,
    attempt: task.attempt,
    jobId: task.job.id,
  })
}

/** Lets running scripts finish for a time, then interrupts them; their tasks go back unharmed. */
async function drain(running: ReadonlySet<RunningTask>, drainMs: number, logger: Logger): Promise<void> {
  if (running.size === 0) return
  logger.info({ tasks: running.size, drainMs }, 'draining')
  const ended = () => Promise.all([...running].map(({ done }) => done))
  const patience = new AbortController()
  await Promise.race([ended(), delay(drainMs, undefined, { signal: patience.signal }).catch(() => {})])
  patience.abort()
  for (const run of running) run.interrupt()
  await ended()
}

function listener({ pipeline, listen, logger }: WorkerOptions, wake: (step?: string) => void): LongRunner {
  let subscription: { close(): Promise<void> } | undefined
  return {
    start: async () => {
      if (!listen) return
      subscription = await pipeline.listenForReady(wake, () => {
        logger.debug('listening')
        wake()
      })
    },
    stop: async () => subscription?.close(),
  }
}
