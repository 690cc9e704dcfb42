/** Idempotency-Key: the first answer to a POST is kept, and said again to whoever asks the same under the same key. */
import { randomUUID } from 'node:crypto'
import type { Claimed, KeptAnswer } from '@reelyard/pipeline'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PipelineCalls } from '../app.ts'
import { Problem } from '../problem/problem.ts'
import { loggable } from '../request-log.ts'
import { digestOf, readAlong } from './request-digest.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Fields of the answer that are secret: they are never kept in the clear. */
    secretAnswer?: readonly string[]
  }
  interface FastifyRequest {
    /** A UUID. What the request creates gets it as its id, or ids made of it with `idFrom`: so a request that is taken over from a process that died creates nothing twice. */
    seed: string
  }
}

type Holding = Extract<Claimed, { state: 'yours' }>['holding']

type Calls = Pick<PipelineCalls, 'claimAnswer' | 'storeAnswer' | 'letGoOfAnswer' | 'holdOn'>

/** A request that is answered here, and the timer that says so to the others. */
interface Held {
  holding: Holding
  timer: NodeJS.Timeout
}

const KEY = /^[\x20-\x7e]{1,255}$/

/** A third of how long a claim holds. */
const HOLD_ON_MS = 20_000

/** Not answers to what was asked, but to when, by whom, or with what luck. */
const PASSING = [401, 403, 408, 429]

/** What is said again of an answer's headers. */
const KEPT_HEADERS = ['content-type', 'location', 'etag']

/** Must come after who asks is known. */
export function registerIdempotency(app: FastifyInstance, pipeline: Calls): void {
  const seeds = new WeakMap<FastifyRequest, string>()
  const held = new WeakMap<FastifyRequest, Held>()
  app.decorateRequest('seed', {
    getter(this: FastifyRequest) {
      const seed = seeds.get(this) ?? randomUUID()
      seeds.set(this, seed)
      return seed
    },
  })
  app.addHook('preParsing', async (request, _reply, payload) =>
    keyOf(request) === null ? payload : readAlong(request, payload as never),
  )
  app.addHook('preValidation', async (request, reply) => {
    const key = keyOf(request)
    if (key === null) return undefined
    const claimed = await pipeline.claimAnswer({ owner: request.principal.id, key, digest: digestOf(request) })
    if (claimed.state === 'answered') return sayAgain(reply, claimed.answer)
    if (claimed.state !== 'yours') throw refusal(claimed.state)
    seeds.set(request, claimed.seed)
    held.set(request, { holding: claimed.holding, timer: holdOn(pipeline, request, claimed.holding) })
    return undefined
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.routeOptions.config.secretAnswer) reply.header('cache-control', 'no-store')
    const own = held.get(request)
    if (!own) return
    held.delete(request)
    clearInterval(own.timer)
    await settle(pipeline, request, own.holding, brokeOff(request) ? null : answerOf(reply, payload))
  })
}

/** Null where there is none, or the request is one that may be repeated anyway. Throws Problem. */
function keyOf(request: FastifyRequest): string | null {
  const { access = 'public' } = request.routeOptions.config
  if (request.method !== 'POST' || access === 'public') return null
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key === 'string' && KEY.test(key)) return key
  throw new Problem('bad_request', { detail: 'An Idempotency-Key has 1 to 255 printable ASCII characters.' })
}

function sayAgain(reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply {
  reply.code(status).headers(headers).header('idempotent-replayed', 'true')
  return reply.send(body === null ? undefined : Buffer.from(body))
}

function refusal(state: 'in flight' | 'mismatch'): Problem {
  if (state === 'in flight') {
    const detail = 'The first request with this Idempotency-Key has not been answered yet.'
    return new Problem('idempotency_in_flight', { detail, headers: { 'retry-after': '1' } })
  }
  const detail = 'This Idempotency-Key was used for another request: other path, query or body.'
  return new Problem('idempotency_mismatch', { detail })
}

function holdOn(pipeline: Calls, { log }: FastifyRequest, holding: Holding): NodeJS.Timeout {
  const hold = () =>
    pipeline.holdOn(holding).catch((error: unknown) => log.warn({ error: loggable(error) }, 'could not hold a key'))
  return setInterval(() => void hold(), HOLD_ON_MS).unref()
}

/** Whether its sender went away before its body was whole: of what it wanted to say nothing is known. */
function brokeOff({ raw }: Pick<FastifyRequest, 'raw'>): boolean {
  return raw.destroyed && !raw.complete
}

/** Null: nothing that can be said again. */
function answerOf(reply: FastifyReply, payload: unknown): KeptAnswer | null {
  const { statusCode: status } = reply
  if (status >= 500 || PASSING.includes(status)) return null
  const body = payload === undefined || payload === null ? null : payload
  if (body !== null && typeof body !== 'string' && !Buffer.isBuffer(body)) return null
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = reply.getHeader(name)
    return value === undefined ? [] : [[name, String(value)] as const]
  })
  return { status, headers: Object.fromEntries(headers), body: body === null ? null : body.toString() }
}

/** The work is done, so its answer goes out, also where it could not be kept: whoever repeats it then gets the same seed. */
async function settle(pipeline: Calls, request: FastifyRequest, holding: Holding, answer: KeptAnswer | null) {
  const { secretAnswer = [] } = request.routeOptions.config
  try {
    if (answer) await pipeline.storeAnswer(holding, answer, answer.status < 400 ? secretAnswer : [])
    else await pipeline.letGoOfAnswer(holding)
  } catch (error) {
    request.log.error({ error: loggable(error) }, 'the answer could not be kept')
  }
}
