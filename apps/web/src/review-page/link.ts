/** Review links, with problems for those that are not, or no more. */
import type { ReadLink } from '@reelyard/pipeline'
import type { PipelineCalls } from '../app.ts'
import { Problem } from '../problem/problem.ts'

type OpenLink = Extract<ReadLink, { standing: 'open' }>

/** Throws Problem. */
export async function openLink(pipeline: Pick<PipelineCalls, 'readReviewLink'>, token: string): Promise<OpenLink> {
  const link = await pipeline.readReviewLink(token)
  if (link.standing === 'open') return link
  throw overLink(link)
}

/** Why a link is good for nothing. */
export function overLink(link: Exclude<ReadLink, OpenLink>): Problem {
  if (link.standing === 'over') return new Problem('link_expired', { detail: link.why })
  return new Problem('review_link_not_found', { detail: 'The link is not whole, or not one of this service.' })
}
