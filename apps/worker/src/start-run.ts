/** A claimed task on its way, and the ways to end it. */
import type { ClaimedTask, Pipeline } from '@reelyard/pipeline'
import type { GuardedRun, Logger, ScriptGuard } from '@reelyard/runtime'
import type { Execute } from './execution.ts'
import type { Heartbeat } from './heartbeat/heartbeat.ts'
import type { RunningTask } from './running.ts'
import { runTask } from './run-task.ts'
import type { Slots } from './slots.ts'

export interface StartRunOptions {
  pipeline: Pipeline
  execute: Execute
  exists(sha256: string): Promise<boolean>
  slots: Slots
  heartbeat: Pick<Heartbeat, 'watch'>
  guard?: Pick<ScriptGuard, 'watch'>
  logger: Logger
}

/** Longest wait for room for a task's input, before it is given back to the others. */
const ROOM_WAIT_MS = 10_000

/** Runs a claimed task, from now to its settling, whatever comes. What it holds of `slots` is its caller's to give back. */
export function startRun(options: StartRunOptions, task: ClaimedTask): RunningTask {
  const [script, start, store] = [new AbortController(), new AbortController(), new AbortController()]
  const logger = taskLogger(options.logger, task)
  const done = runTask(
    { ...options, roomWaitMs: ROOM_WAIT_MS, logger, onStart: (run) => watchScript(options, run) },
    task,
    { script: script.signal, start: start.signal, store: store.signal },
  ).catch((error: unknown) => {
    logger.error({ error }, 'could not store the end of the attempt; its lease will run out')
  })
  return {
    task,
    done,
    release: () => start.abort(),
    interrupt: () => script.abort('drain'),
    lose: () => script.abort('claim lost'),
    giveUp: () => store.abort(),
  }
}

/** The heartbeat's thread ends it where the main thread is stuck, the guard where the process is gone. */
function watchScript({ heartbeat, guard }: StartRunOptions, run: GuardedRun): () => void {
  const ends = [guard?.watch(run), heartbeat.watch(run.group)]
  return () => ends.forEach((end) => end?.())
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
