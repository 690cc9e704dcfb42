/** What a client is told of orders that were not taken. */
import { FAULTS_MOST, type Fault } from '@reelyard/core'
import type { OrderRefusal } from '@reelyard/pipeline'
import { Problem } from './problem.ts'
import type { ProblemCode } from './table.ts'

/** The codes that an order may be refused with. */
export const ORDER_PROBLEMS = [
  'invalid_order',
  'external_id_taken',
  'channel_archived',
  'channel_limit',
] as const satisfies readonly ProblemCode[]

/** Seconds until a place may be free in a channel that has as many videos as it may. */
const LIMIT_RETRY_SECONDS = '30'

/** One of the two is there. */
export function problemOfOrder({
  faults,
  refused,
}: {
  faults?: Fault[] | undefined
  refused?: OrderRefusal | undefined
}): Problem {
  return refused ? problemOfRefusedOrder(refused) : invalidOrder(faults ?? [])
}

function invalidOrder(errors: readonly Fault[]): Problem {
  const first = errors[0]?.message ?? ''
  const rest = errors.length - 1
  const others = errors.length >= FAULTS_MOST ? ` And ${rest} or more others.` : rest > 0 ? ` And ${rest} more.` : ''
  return new Problem('invalid_order', { detail: `${first}${others}`, errors })
}

function problemOfRefusedOrder({ code, message: detail, faults: errors }: OrderRefusal): Problem {
  if (code === 'external_id_taken') return new Problem('external_id_taken', { detail, errors })
  if (code === 'channel_archived') return new Problem('channel_archived', { detail, errors })
  return new Problem('channel_limit', { detail, errors, headers: { 'retry-after': LIMIT_RETRY_SECONDS } })
}
