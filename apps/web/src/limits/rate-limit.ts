/** How often a key may ask, and how often an address may fail to say who it is. Counted in this process alone. */
import { createRequire } from 'node:module'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type * as Limiters from 'rate-limiter-flexible'
import { Problem } from '../problem/problem.ts'

// The package's index loads its drivers for all databases, which takes 10 MB.
const load = createRequire(import.meta.url)
const RateLimiterMemory = load('rate-limiter-flexible/lib/RateLimiterMemory') as typeof Limiters.RateLimiterMemory
const RateLimiterRes = load('rate-limiter-flexible/lib/RateLimiterRes') as typeof Limiters.RateLimiterRes

/** Requests a minute a key, where nobody says otherwise. All of them may come at once. */
export const RATE_LIMIT = 600

/** Requests a minute an address that bear no valid key. */
const FAILURES_MOST = 60

const WINDOW_SECONDS = 60

/** Groups of an IPv6 address, and those of them that one household or machine has: the rest it chooses itself. */
const GROUPS = 8
const NETWORK_GROUPS = 4

export interface RateLimits {
  /** Counts a request of somebody, and answers with how many are left. Throws Problem where there are none. */
  count(principalId: string, reply: FastifyReply): Promise<void>
  /** Counts a request that said nobody, or somebody who is not. Throws Problem where an address does that too often. */
  countFailure(request: FastifyRequest): Promise<void>
}

/** `perMinute` 0: no limit for who has a key. */
export function rateLimits(perMinute: number): RateLimits {
  const ofKeys = new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS })
  const ofAddresses = new RateLimiterMemory({ points: FAILURES_MOST, duration: WINDOW_SECONDS })
  return {
    count: async (principalId, reply) => {
      if (perMinute === 0) return
      const { left, seconds, refused } = await consume(ofKeys, principalId)
      const headers = {
        'ratelimit-policy': `"default";q=${perMinute};w=${WINDOW_SECONDS}`,
        ratelimit: `"default";r=${left};t=${seconds}`,
      }
      reply.headers(headers)
      if (refused) throw tooMany(`The API key may ask ${perMinute} times a minute.`, seconds)
    },
    countFailure: async ({ ip }) => {
      const { seconds, refused } = await consume(ofAddresses, networkOf(ip))
      if (refused) throw tooMany('Too many requests without a valid API key came from this address.', seconds)
    },
  }
}

async function consume(limiter: Limiters.RateLimiterMemory, who: string) {
  const spent = await limiter.consume(who).catch((reason: unknown) => {
    if (reason instanceof RateLimiterRes) return reason
    throw reason
  })
  const seconds = Math.max(1, Math.ceil(spent.msBeforeNext / 1_000))
  return { left: Math.max(0, spent.remainingPoints), seconds, refused: spent.consumedPoints > limiter.points }
}

function tooMany(detail: string, seconds: number): Problem {
  return new Problem('rate_limited', { detail, headers: { 'retry-after': String(seconds) } })
}

function networkOf(ip: string): string {
  if (ip.includes('.') || !ip.includes(':')) return ip
  // `::` stands for as many groups of zeros as are missing.
  const [before = [], after = []] = ip.split('::', 2).map((part) => part.split(':').filter(Boolean))
  const zeros = Array<string>(Math.max(0, GROUPS - before.length - after.length)).fill('0')
  return [...before, ...zeros, ...after].slice(0, NETWORK_GROUPS).join(':')
}
