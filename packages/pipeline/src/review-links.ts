/** Review links: signed, expiring URLs for one decision each, which need no key. */
import { mayDecide } from '@reelyard/core'
import { endOfReview, lockTask, reviewById, type ReviewRow } from '@reelyard/db'
import type { Context } from './context.ts'
import { approve, reject, type Refusal } from './decisions.ts'
import { isId } from './id.ts'
import { newerAttempt, unknown, wrongState } from './refusal.ts'
import { reviewView, type ReviewView } from './review-list.ts'
import { gateIn, refusalOfPolicy, type Reviewer } from './review-policy.ts'
import { readReviewToken, writeReviewToken, type ReviewToken } from './review-token.ts'
import { isoTime } from './run.ts'
import { transact } from './transact.ts'

/** `encryption_off`: there is no key to sign with. */
export type MadeLink =
  | { done: true; token: string; expiresAt: string }
  | Refusal
  | { done: false; code: 'encryption_off' }

/** Makes a link to decide on what a task has made. Nothing is stored: the link is the token. */
export async function makeReviewLink(
  { db, keyring }: Context,
  taskId: string,
  {
    reviewer,
    expiresInSeconds,
    attempt,
  }: { reviewer: Reviewer; expiresInSeconds: number; attempt?: number | undefined },
): Promise<MadeLink> {
  if (!keyring) return { done: false, code: 'encryption_off' }
  if (!isId(taskId)) return unknown(taskId)
  return transact(db, 'link', async (tx) => {
    const task = await lockTask(tx, taskId)
    if (!task) return unknown(taskId)
    const about = { task: { step: task.step, scene: task.scene } }
    const refused = await refusalOfPolicy(tx, task, { ...reviewer, byLink: true })
    if (refused) return refused.code === 'unknown_task' ? refused : { ...refused, ...about }
    if (attempt !== undefined && attempt !== task.attempt) return { ...newerAttempt(task, attempt), ...about }
    if (task.state !== 'awaiting_review') return { ...wrongState(task, 'reviewed'), ...about }
    const exp = Math.floor(Date.now() / 1_000) + expiresInSeconds
    const token = writeReviewToken(keyring, { task: taskId, attempt: task.attempt, exp, by: reviewer.key })
    return { done: true, token, expiresAt: new Date(exp * 1_000).toISOString() }
  })
}

/** `unknown`: no link of ours. `over`: it is good for nothing any more, and why. */
export type ReadLink =
  | { standing: 'open'; review: ReviewView; expiresAt: string; madeBy: string }
  | { standing: 'over'; why: string }
  | { standing: 'unknown' }

/** What a link is about. Changes nothing. */
export async function readReviewLink({ db, keyring }: Context, text: string): Promise<ReadLink> {
  const token = keyring ? readReviewToken(keyring, text) : null
  const row = token && (await reviewById(db, token.task))
  if (!token || !row) return { standing: 'unknown' }
  const why = await whyOver({ db }, token, row)
  if (why !== null) return { standing: 'over', why }
  return { standing: 'open', review: reviewView(row), expiresAt: expiryOf(token).toISOString(), madeBy: token.by }
}

/** One decision by link. */
export interface LinkDecision {
  decision: 'approve' | 'reject'
  /** As the one who decides calls themselves. */
  name: string
  note?: string | undefined
}

/** Decides, once. What the link was about must still wait, and its policy let links and who made it decide. */
export async function decideByLink(
  context: Context,
  text: string,
  { decision, name, note }: LinkDecision,
): Promise<{ standing: 'decided'; taskId: string } | Exclude<ReadLink, { standing: 'open' }>> {
  const token = context.keyring ? readReviewToken(context.keyring, text) : null
  if (!token) return { standing: 'unknown' }
  if (expiryOf(token) > new Date()) {
    const decided = await (decision === 'approve' ? approve : reject)(context, token.task, {
      by: `${name} (link of ${token.by})`,
      note,
      attempt: token.attempt,
      reviewer: { key: token.by, channels: null, byLink: true },
    })
    if (decided.done) return { standing: 'decided', taskId: token.task }
  }
  const row = await reviewById(context.db, token.task)
  if (!row) return { standing: 'unknown' }
  // What was refused a moment ago may be open again by now: the caller is told to look anew.
  return { standing: 'over', why: (await whyOver(context, token, row)) ?? 'It could not be decided: look again.' }
}

async function whyOver({ db }: Pick<Context, 'db'>, token: ReviewToken, row: ReviewRow): Promise<string | null> {
  const end = await endOfReview(db, token.task, token.attempt)
  if (end) return `The result was ${END_WORD[end.event]} by ${end.by} at ${isoTime(end.at)}.`
  if (row.attempt !== token.attempt) return 'The result has been made again since: ask for a new link.'
  if (expiryOf(token) <= new Date()) return `The link expired at ${expiryOf(token).toISOString()}.`
  if (row.state !== 'awaiting_review') return 'The result does not wait for a decision any more.'
  const gate = gateIn(row.gates, row.step)
  if (gate && !(gate.links && mayDecide(gate, token.by))) return 'Such links may not decide here any more.'
  return null
}

const END_WORD = { approve: 'approved', reject: 'rejected', cancel: 'cancelled' } as const

function expiryOf({ exp }: ReviewToken): Date {
  return new Date(exp * 1_000)
}
