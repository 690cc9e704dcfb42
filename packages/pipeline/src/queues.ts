/** How much waits and runs. */
import { stepQueues, type StepQueueRow } from '@reelyard/db'
import type { ResultQueueDepth } from '@reelyard/queue'
import type { Context } from './context.ts'

export type QueueView = StepQueueRow

/** What waits in the queues of results and of their deliveries to webhooks. */
export type OtherQueueView = ResultQueueDepth

/** One entry a step, in the order of the plan; with `channels`, counting only what is theirs, and without the others. */
export async function queues({ db, queue }: Context, channels: readonly string[] | null) {
  const [steps, others] = await Promise.all([stepQueues(db, channels), channels === null ? queue.depths(db) : []])
  return { steps, others }
}
