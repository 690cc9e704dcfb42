/**
 * The thread of the heartbeat: it keeps the leases whatever the main thread is busy with, and ends the process where the main
 * thread does not come back. What it imports costs memory in every worker, so it imports next to nothing.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { openHeartbeatConnection } from '@reelyard/pipeline/heartbeat'
import { startBeating } from './beating.ts'
import { monotonicMs } from './clock.ts'
import type { LightThreadData } from './light-thread.ts'
import { guardMainLoop } from './main-loop-guard.ts'
import type { FromThread, HeldTask, ThreadData, ToThread, WorkerState } from './messages.ts'

const { databaseUrl, worker, startedAt, rhythm, pulse } = (workerData as LightThreadData<ThreadData>).data
const held = new Map<string, HeldTask>()
const groups = new Set<number>()
let state: WorkerState = 'ready'
let reason: string | null = null
let claimedAt: number | null = null

const connection = openHeartbeatConnection({
  url: databaseUrl,
  applicationName: `reelyard ${worker.name} heartbeat`,
  answerMs: rhythm.answerMs,
})
const beating = startBeating(beat, rhythm)
const guard = guardMainLoop(pulse, rhythm, () => void endProcess())
parentPort?.on('message', hear)

function keyOf({ taskId, attempt }: HeldTask): string {
  return `${taskId} ${attempt}`
}

async function beat(): Promise<void> {
  try {
    const lost = await connection.beat({
      ...worker,
      state,
      reason,
      upSeconds: (monotonicMs() - startedAt) / 1_000,
      secondsSinceClaim: claimedAt === null ? null : (monotonicMs() - claimedAt) / 1_000,
      held: [...held.values()],
    })
    for (const task of lost) held.delete(keyOf(task))
    say({ kind: 'beat', lost })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null
    say({ kind: 'missed', fault: { message: error instanceof Error ? error.message : String(error), code } })
    throw error
  }
}

function hear(message: ToThread): void {
  if (message.kind === 'take') {
    held.set(keyOf(message.task), message.task)
    claimedAt = message.claimedAt
  } else if (message.kind === 'leave') held.delete(keyOf(message.task))
  else if (message.kind === 'script started') groups.add(message.group)
  else if (message.kind === 'script ended') groups.delete(message.group)
  else if (message.kind === 'end') void endThread()
  else {
    ;({ state, reason } = message)
    void beating.now()
  }
}

function say(message: FromThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage(message)
}

/** The worker stops in order. */
async function endThread(): Promise<void> {
  guard.stop()
  await beating.stop()
  // Where Postgres is away the row stays, as that of a worker that was killed.
  await connection.signOff(worker.id).catch(() => {})
  await connection.close()
  parentPort?.close()
}

/** Nothing of the main thread's can be relied on any more: leases, scripts and process end here. */
async function endProcess(): Promise<void> {
  held.clear()
  state = 'stuck'
  reason = 'the main thread does not come back'
  await beating.now()
  for (const group of groups) killGroup(group)
  process.kill(process.pid, 'SIGKILL')
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
