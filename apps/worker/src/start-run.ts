/** A claimed task on its way, and the ways to end it. */
import type { ClaimedTask, Pipeline } from '@reelyard/pipeline'
import type { GuardedRun, Logger, ScriptGuard } from '@reelyard/runtime'
import type { Execute } from './execution.ts'
import type { Heartbeat } from './heartbeat/heartbeat.ts'
import type { LiveLogs } from './live-logs.ts'
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
  liveLogs?: Pick<LiveLogs, 'hear'>
  logger: Logger
}

const CLAIM_LOST = 'claim lost'

/** Between SIGTERM and SIGKILL of a script whose claim was lost. */
const LOST_GRACE_MS = 1_000

/** Longest wait for room for a task's input, before it is given back to the others. */
const ROOM_WAIT_MS = 10_000

/** Runs a claimed task, from now to its settling, whatever comes. What it holds of `slots` is its caller's to give back. */
export function startRun(options: StartRunOptions, task: ClaimedTask): RunningTask {
  const [script, start, store] = [new AbortController(), new AbortController(), new AbortController()]
  const logger = taskLogger(options.logger, task)
  const onLine = (text: string) => options.liveLogs?.hear(task, text)
  const onStart = (run: GuardedRun) => watchScript(options, run, script.signal)
  const done = runTask({ ...options, roomWaitMs: ROOM_WAIT_MS, logger, onStart, onLine }, task, {
    script: script.signal,
    start: start.signal,
    store: store.signal,
  }).catch((error: unknown) => {
    logger.error({ error }, 'could not store the end of the attempt; its lease will run out')
  })
  return {
    task,
    done,
    release: () => start.abort(),
    interrupt: () => script.abort('drain'),
    lose: () => script.abort(CLAIM_LOST),
    giveUp: () => store.abort(),
  }
}

/** The heartbeat's thread ends it where the main thread is stuck, the guard where the process is gone. */
function watchScript({ heartbeat, guard }: StartRunOptions, run: GuardedRun, signal: AbortSignal): () => void {
  const ends = [guard?.watch(run), heartbeat.watch(run.group), killSoonWhenLost(run.group, signal)]
  return () => ends.forEach((end) => end?.())
}

/** A script whose task is somebody else's, or nobody's, has nothing to bring to an end: it gets less grace than others. */
function killSoonWhenLost(group: number, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined
  const begin = () => {
    if (signal.reason === CLAIM_LOST) timer = setTimeout(() => killGroup(group), LOST_GRACE_MS)
  }
  signal.addEventListener('abort', begin, { once: true })
  return () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', begin)
  }
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // It has just ended.
  }
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
