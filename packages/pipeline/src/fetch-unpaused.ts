/**
 * The fetch of a claim, where something may be paused.
 *
 * Whatever is paused is asked with the fetch, in the claim's own transaction. A step that is paused as a whole gives back
 * what was fetched: the transaction rolls back. Of a channel that is paused, the jobs are taken out of the queue and their
 * tasks parked (packages/db/src/pauses.ts), so that they stand in nobody's way; and not only those that were fetched, but
 * the next ones too, many at a time, until something else comes.
 */
import type { StepName } from '@reelyard/core'
import {
  lockChannelPauses,
  parkTasks,
  pausesOfStep,
  tasksOfChannels,
  waitingOfChannels,
  type PausedTask,
  type Transaction,
} from '@reelyard/db'
import type { FetchedJob } from '@reelyard/queue'
import { allOf } from './all-of.ts'
import type { Context } from './context.ts'

/** Thrown to roll a claim back: its step is paused. */
export class PausedError extends Error {
  override readonly name = 'PausedError'
  readonly code = 'paused'
}

interface FetchRequest {
  step: StepName
  limit: number
  minPriority?: number
}

interface Fetched {
  jobs: FetchedJob[]
  /** As many jobs as the limit allows, or others stood before them: more may wait. */
  full: boolean
}

/** Jobs that are taken out in one go, and how often in one claim: together some tenths of a second. */
const AT_ONCE = 1_000
const ROUNDS = 4

/** Up to `limit` jobs that may run. Throws PausedError. */
export async function fetchUnpaused(
  { queue }: Pick<Context, 'queue'>,
  tx: Transaction,
  { step, limit, minPriority }: FetchRequest,
): Promise<Fetched> {
  const [paused, first] = await allOf([pausesOfStep(tx, step), queue.fetch(tx, step, limit, minPriority)])
  if (paused.all) throw new PausedError(`The step ${step} is paused.`)
  if (paused.channels.length === 0 || first.length === 0) return { jobs: first, full: first.length === limit }
  // Some of these pauses may have ended since; those that have not stay until this transaction is over.
  const channels = await lockChannelPauses(tx, step)
  const jobs: FetchedJob[] = []
  let fetched = first
  for (let round = 1; ; round++) {
    const kept = await setAside(queue, tx, step, fetched, channels)
    jobs.push(...kept)
    const room = limit - jobs.length
    if (fetched.length === kept.length) return { jobs, full: room === 0 || fetched.length === limit }
    if (room === 0 || round > ROUNDS) return { jobs, full: true }
    await takeOutNext(queue, tx, step, channels)
    fetched = await queue.fetch(tx, step, room, minPriority)
    if (fetched.length === 0) return { jobs, full: false }
  }
}

/** Takes out those of the fetched jobs that are paused; returns the others. */
async function setAside(
  queue: Context['queue'],
  tx: Transaction,
  step: StepName,
  fetched: readonly FetchedJob[],
  channels: readonly string[],
): Promise<FetchedJob[]> {
  const ours = fetched.flatMap(({ id, taskId }) => (taskId === null ? [] : [{ id: taskId, jobId: id }]))
  const paused = await tasksOfChannels(tx, ours, channels)
  const jobIds = new Set(paused.map(({ jobId }) => jobId))
  await allOf([queue.remove(tx, step, [...jobIds]), parkTasks(tx, paused)])
  return fetched.filter(({ id }) => !jobIds.has(id))
}

/** Takes out what of these channels would be fetched next; what another claim holds is its own to set aside. */
async function takeOutNext(
  queue: Context['queue'],
  tx: Transaction,
  step: StepName,
  channels: readonly string[],
): Promise<void> {
  const next = await waitingOfChannels(tx, step, channels, AT_ONCE)
  const taken = new Set(await queue.takeOut(tx, step, jobIdsOf(next)))
  const parked = next.filter(({ jobId }) => taken.has(jobId))
  await parkTasks(tx, parked)
}

function jobIdsOf(tasks: readonly PausedTask[]): string[] {
  return tasks.map(({ jobId }) => jobId)
}
