/** Submit: what has been checked is written whole or not at all, one order or hundreds in one transaction. */
import { randomUUID } from 'node:crypto'
import { setImmediate as pause } from 'node:timers/promises'
import { FAULTS_MOST, idFrom, type Fault, type Principal, type Voice, type Warning } from '@reelyard/core'
import { existingVideos } from '@reelyard/db'
import { checkOrder, type CheckedOrder, type CheckOptions } from './check-order.ts'
import type { Context } from './context.ts'
import { PictureGoneError, writeOrders, type NewOrder, type OrderRefusal } from './write-orders.ts'

export type { OrderRefusal } from './write-orders.ts'

/** `refused`: the order is right, and cannot be taken as things stand. Nothing was written. */
export type Submission =
  | { videoId: string; warnings: Warning[]; faults?: never; refused?: never }
  | { videoId?: never; warnings?: never; faults: Fault[]; refused?: OrderRefusal }

/** What a batch came to; a fault's pointer begins with the index of its order. */
export type BatchSubmission =
  | { videos: { videoId: string; warnings: Warning[] }[]; faults?: never; refused?: never }
  | { videos?: never; faults: Fault[]; refused?: OrderRefusal }

export interface SubmitOptions {
  /** Id of the video, or what the ids of a batch are made of: one that is there already is taken as written. */
  seed?: string
  /** The channels that the sender may know of; null, and absent: all of them. */
  channels?: Principal['channels']
}

/** `voices` are those that the workers can speak with. Never throws for what is in `value`; writes nothing on a fault. */
export async function submit(
  context: Context,
  value: unknown,
  voices: readonly Voice[],
  { seed, channels = null }: SubmitOptions = {},
): Promise<Submission> {
  const { checked, faults } = await checkOrder(context, value, { voices, channels })
  if (faults) return { faults }
  const videoId = seed ?? randomUUID()
  const refused = await write(context, [{ ...checked, id: videoId }], channels)
  if (refused === 'again') return submit(context, value, voices, { seed: videoId, channels })
  return refused ? { faults: refused.faults, refused } : { videoId, warnings: checked.warnings }
}

/** `again`: what was found when the orders were checked is not there any more, and a check will say so. */
async function write(context: Context, orders: readonly NewOrder[], channels: Principal['channels']) {
  try {
    const refused = await writeOrders(context, orders, channels)
    return refused && (await areThere(context, orders)) ? null : refused
  } catch (error) {
    if (error instanceof PictureGoneError) return 'again'
    throw error
  }
}

/** By an earlier try of the same request: what it wrote may be what fills the channel now, or the channel was archived since. */
async function areThere({ db }: Context, orders: readonly NewOrder[]): Promise<boolean> {
  const ids = orders.map(({ id }) => id)
  return (await existingVideos(db, ids)).length === ids.length
}

/** Orders that are checked before others get their turn. */
const CHECKED_AT_ONCE = 10

/** All of these orders, or none where one of them is wrong. */
export async function submitBatch(
  context: Context,
  values: readonly unknown[],
  voices: readonly Voice[],
  { seed = randomUUID(), channels = null }: SubmitOptions = {},
): Promise<BatchSubmission> {
  const { orders, faults } = await checkAll(context, values, { voices, channels, known: new Map() })
  if (faults.length > 0) return { faults }
  const numbered = orders.map((order, index) => ({ ...order, id: idFrom(seed, index) }))
  const refused = await write(context, numbered, channels)
  if (refused === 'again') return submitBatch(context, values, voices, { seed, channels })
  if (refused) return { faults: refused.faults, refused }
  return { videos: numbered.map(({ id, warnings }) => ({ videoId: id, warnings })) }
}

async function checkAll(context: Context, values: readonly unknown[], options: CheckOptions) {
  const orders: CheckedOrder[] = []
  const faults: Fault[] = []
  const seen = new Map<string, number>()
  for (const [index, value] of values.entries()) {
    if (index % CHECKED_AT_ONCE === 0) await pause()
    const { checked, faults: found = [] } = await checkOrder(context, value, options)
    faults.push(...found.map((fault) => ofOrder(index, fault)))
    if (faults.length >= FAULTS_MOST) break
    if (!checked) continue
    orders.push(checked)
    const twin = twinOf(checked, index, seen)
    if (twin !== null) faults.push(ofOrder(index, takenBy(twin)))
  }
  return { orders, faults: faults.slice(0, FAULTS_MOST) }
}

/** The order of the same batch that has the same external id, from 0. */
function twinOf({ externalId, order }: CheckedOrder, index: number, seen: Map<string, number>): number | null {
  if (externalId === null) return null
  const name = JSON.stringify([order.channel, externalId])
  const twin = seen.get(name) ?? null
  if (twin === null) seen.set(name, index)
  return twin
}

function takenBy(index: number): Fault {
  const message = `'externalId' is that of order ${index + 1} as well.`
  return { pointer: '/externalId', code: 'external_id_taken', message }
}

function ofOrder(index: number, { pointer, code, message }: Fault): Fault {
  return { pointer: `/${index}${pointer}`, code, message: `Order ${index + 1}: ${message}` }
}
