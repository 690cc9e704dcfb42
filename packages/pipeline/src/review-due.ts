/** Decides in a person's stead where nobody came in time. Runs in every worker; Postgres decides which one does it. */
import { gateSeconds } from '@reelyard/core'
import { dueReviews, lockTask, setReviewDue, tryToStandIn, type Transaction } from '@reelyard/db'
import { InvalidResultError, type Context } from './context.ts'
import { refreshStatus } from './fenced.ts'
import { NotDecided } from './refusal.ts'
import { gateOfTask } from './review-policy.ts'
import { acceptResult, refuseResult } from './review-verdicts.ts'
import { transact } from './transact.ts'

/** Decided in one pass; a fuller backlog takes the next pass. */
const MOST = 200

/** What history says of who decided. */
const POLICY = 'policy'

/**
 * Decides what is due; returns how many tasks it decided on. Each in a transaction of its own, so it may end in the midst of it
 * and be called again. Where another process does it this one stops.
 */
export async function decideDueReviews(context: Context): Promise<number> {
  const due = await context.db.transaction('due', async (tx) => ((await tryToStandIn(tx)) ? dueReviews(tx, MOST) : []))
  let count = 0
  const faults: unknown[] = []
  for (const taskId of due) {
    try {
      const decided = await transact(context.db, 'due', async (tx) => {
        return (await tryToStandIn(tx)) ? decideOne(context, tx, taskId) : 'busy'
      })
      if (decided === 'busy') break
      if (decided) count++
    } catch (error) {
      // One that cannot be decided must not keep those behind it from it.
      faults.push(error)
      if (error instanceof InvalidResultError) await transact(context.db, 'due', (tx) => setReviewDue(tx, taskId, null))
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} reviews could not be decided.`)
  return count
}

/** By the policy as it is now: one that is gone, or more patient, goes on waiting. */
async function decideOne(context: Context, tx: Transaction, taskId: string): Promise<boolean> {
  const task = await lockTask(tx, taskId)
  if (task?.state !== 'awaiting_review') return false
  const { gate } = await gateOfTask(tx, task)
  const seconds = gateSeconds(gate)
  if (!(await setReviewDue(tx, taskId, seconds))) return false
  const work = gate?.onTimeout === 'approve' ? acceptResult : refuseResult
  const spoken = { by: POLICY, note: `Nobody had decided within ${seconds} seconds.` }
  const decided = await work(context, tx, task, spoken)
  if (!decided.done) throw new NotDecided(decided)
  await refreshStatus(context, tx, task.videoId)
  return true
}
