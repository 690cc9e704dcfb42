/** /review/:token: the page behind a review link. Its token is the credential, so that no other site can forge a decision. */
import type { Fault } from '@reelyard/core'
import { faultsOf } from '@reelyard/core'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { AppOptions, PipelineCalls } from '../app.ts'
import { problemOf } from '../problem/of-error.ts'
import { PROBLEMS } from '../problem/table.ts'
import { loggable } from '../request-log.ts'
import { linkDecisionBody } from '../resources/review-links.ts'
import { openLink, overLink } from './link.ts'
import { decidedPage, faultPage, reviewPage } from './page.ts'
import { STYLE_SOURCE } from './style.ts'

/** A form has a name and a note; each character of them may take nine bytes. */
const FORM_BYTES = 64 * 1024

const POLICY = [
  "default-src 'none'",
  `style-src ${STYLE_SOURCE}`,
  "img-src 'self'",
  "media-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

interface TokenRoute {
  Params: { token: string }
}

/** Takes forms here and nowhere else; answers with pages, also where something is wrong. */
export async function reviewPageRoutes(app: FastifyInstance, { pipeline }: AppOptions): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_BYTES },
    async (_request: unknown, body: string) => new URLSearchParams(body),
  )
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request.routeOptions.bodyLimit)
    if (problem.status >= 500) request.log.error({ error: loggable(error) }, 'a review page failed')
    return sendPage(
      reply.code(problem.status).headers(problem.headers),
      faultPage(PROBLEMS[problem.code].title, problem.message),
    )
  })
  app.get<TokenRoute>('/review/:token', { schema: { hide: true } }, async ({ params }, reply) => {
    return sendPage(reply, reviewPage(await openLink(pipeline, params.token), filesOf(params.token)))
  })
  app.post<TokenRoute & { Body: URLSearchParams | undefined }>(
    '/review/:token',
    { schema: { hide: true }, bodyLimit: FORM_BYTES },
    async ({ params, body }, reply) => decide(pipeline, params.token, body ?? new URLSearchParams(), reply),
  )
}

async function decide(pipeline: PipelineCalls, token: string, form: URLSearchParams, reply: FastifyReply) {
  const draft = { name: form.get('name') ?? '', note: form.get('note') ?? '' }
  // A form sends each end of a line as two characters.
  const note = draft.note.replaceAll('\r\n', '\n').trim()
  const parsed = linkDecisionBody.safeParse(
    { decision: form.get('decision') ?? undefined, name: draft.name, ...(note === '' ? {} : { note }) },
    { reportInput: true },
  )
  if (!parsed.success) {
    const faults = faultsOf(parsed.error, 'body').map(sentenceOf)
    return sendPage(reply.code(422), reviewPage(await openLink(pipeline, token), filesOf(token), { ...draft, faults }))
  }
  const decided = await pipeline.decideByLink(token, parsed.data)
  if (decided.standing !== 'decided') throw overLink(decided)
  return sendPage(reply, decidedPage(parsed.data.decision))
}

function sentenceOf({ pointer, code, message }: Fault): string {
  if (pointer === '/note' && code === 'required') return 'Say in the note why you reject it.'
  if (pointer === '/name' && code === 'empty') return 'Say who you are.'
  return message
}

/** From the page on, so that it also works under a prefix. */
function filesOf(token: string): string {
  return `../v1/review-links/${encodeURIComponent(token)}/artifacts`
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .headers({
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
    })
    .type('text/html; charset=utf-8')
    .send(page)
}
