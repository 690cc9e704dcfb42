/** Results that wait for a person, and the links to decide on them. */
import type { ReviewFilter } from '@reelyard/db'
import type { Context } from '../context.ts'
import { abandon, approve, reject, type Decider, type Rejection } from '../decisions.ts'
import { decideDueReviews } from '../review-due.ts'
import { decideByLink, makeReviewLink, readReviewLink, type LinkDecision } from '../review-links.ts'
import { pageOfReviews } from '../review-list.ts'
import type { Reviewer } from '../review-policy.ts'

export function reviewsCalls(context: Context) {
  return {
    approve: (taskId: string, decider: Decider) => approve(context, taskId, decider),
    reject: (taskId: string, rejection: Rejection) => reject(context, taskId, rejection),
    abandon: (taskId: string, decider: Decider) => abandon(context, taskId, decider),
    pageOfReviews: (filter: ReviewFilter, limit: number, cursor: string | null) =>
      pageOfReviews(context, filter, limit, cursor),
    /** Decides by the policies of gates where nobody came in time; returns how many. Harmless to call from many at once. */
    decideDueReviews: () => decideDueReviews(context),
    makeReviewLink: (
      taskId: string,
      link: { reviewer: Reviewer; expiresInSeconds: number; attempt?: number | undefined },
    ) => makeReviewLink(context, taskId, link),
    readReviewLink: (token: string) => readReviewLink(context, token),
    decideByLink: (token: string, decision: LinkDecision) => decideByLink(context, token, decision),
  }
}
