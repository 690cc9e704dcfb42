/** Writes orders that have been checked: their videos, first tasks and jobs, in one transaction. */
import { limitFault, mayKnow, PRIORITY_RANK, type Fault, type Principal } from '@reelyard/core'
import {
  countOpenVideos,
  existingVideos,
  holdArtifacts,
  insertVideos,
  takenExternalIds,
  type TakenExternalId,
  type Transaction,
} from '@reelyard/db'
import { allOf } from './all-of.ts'
import type { CheckedOrder } from './check-order.ts'
import type { Context } from './context.ts'
import { planFirstTasks, type PlanScope } from './plan-tasks.ts'
import { transact } from './transact.ts'

/** Why orders that are right are not taken: their channel is archived, or full, or has a video of that external id. */
export interface OrderRefusal {
  code: 'channel_archived' | 'channel_limit' | 'external_id_taken'
  message: string
  /** One entry a fault, where more than one order was sent. */
  faults: Fault[]
}

export interface NewOrder extends CheckedOrder {
  id: string
}

/** Thrown where a picture has been deleted since the order was checked: it is to be checked again. */
export class PictureGoneError extends Error {
  override readonly name = 'PictureGoneError'
  readonly code = 'picture_gone'
}

/** Thrown to roll back. */
class Refused extends Error {
  readonly refusal: OrderRefusal

  constructor(refusal: OrderRefusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

/** Null where all of them are there now. `channels` are those that the sender may be told of. Throws PictureGoneError. */
export async function writeOrders(
  { db, queue }: Context,
  orders: readonly NewOrder[],
  channels: Principal['channels'],
): Promise<OrderRefusal | null> {
  const archived = orders.find((order) => order.archived)
  if (archived) return archivedRefusal(archived)
  const transaction = (write: (tx: Transaction) => Promise<void>) =>
    transact(db, 'submit', async (tx) => {
      await keepPictures(tx, orders)
      await assertRoom(tx, orders)
      await write(tx)
    })
  const writeLeft = () => transaction((tx) => writeMissing(tx, queue, orders, channels))
  try {
    if (orders.some(({ externalId }) => externalId !== null)) await writeLeft()
    else await transaction((tx) => writeNew(tx, queue, orders)).catch(unlessThere(writeLeft))
    return null
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
}

/** Thrown to roll back: an earlier try of the same request has written some of them. */
class AlreadyThere extends Error {}

function unlessThere(write: () => Promise<void>): (error: unknown) => Promise<void> {
  return (error) => {
    if (error instanceof AlreadyThere) return write()
    throw error
  }
}

/** All in one go, since nothing but an earlier try of the same request can stand in their way. Throws AlreadyThere. */
async function writeNew(tx: Transaction, queue: Context['queue'], orders: readonly NewOrder[]): Promise<void> {
  const [inserted] = await allOf([insertVideos(tx, orders.map(rowOf)), planFirstTasks(tx, queue, orders.map(scopeOf))])
  if (inserted.length < orders.length) throw new AlreadyThere()
}

async function writeMissing(
  tx: Transaction,
  queue: Context['queue'],
  orders: readonly NewOrder[],
  channels: Principal['channels'],
): Promise<void> {
  const inserted = new Set(await insertVideos(tx, orders.map(rowOf)))
  const left = orders.filter(({ id }) => !inserted.has(id))
  await assertOurs(tx, left, { orders, channels })
  await planFirstTasks(tx, queue, orders.filter(({ id }) => inserted.has(id)).map(scopeOf))
}

/** In a dry run: what `writeOrders` would refuse the order for, as things stand. */
export async function refusalOf(
  tx: Transaction,
  order: Omit<NewOrder, 'id'>,
  channels: Principal['channels'],
): Promise<OrderRefusal | null> {
  if (order.archived) return archivedRefusal(order)
  if (order.externalId === null) return null
  const [taken] = await takenExternalIds(tx, [{ channelId: order.order.channel, externalId: order.externalId }])
  return taken ? takenRefusal([taken], [order], channels) : null
}

function rowOf({ id, order, externalId, metadata }: NewOrder) {
  const { channel, title, priority } = order
  return { id, channelId: channel, title, order, priority: PRIORITY_RANK[priority], externalId, metadata }
}

function scopeOf({ id, order, settings }: NewOrder): PlanScope {
  return {
    videoId: id,
    order,
    settings,
    priority: PRIORITY_RANK[order.priority],
    sceneCount: 0,
    scenes: new Map(),
  }
}

function archivedRefusal({ order }: Pick<NewOrder, 'order'>): OrderRefusal {
  return { code: 'channel_archived', message: `The channel '${order.channel}' is archived.`, faults: [] }
}

/** Somebody may delete the video that made them at the same time. */
async function keepPictures(tx: Transaction, orders: readonly NewOrder[]): Promise<void> {
  const ids = [...new Set(orders.flatMap(({ order }) => Object.keys(order.pictures)))]
  if (ids.length === 0) return
  const held = await holdArtifacts(tx, ids)
  if (held.length < ids.length)
    throw new PictureGoneError('A picture was deleted while an order that names it was written.')
}

/** Channels in the order of their ids, so that no two batches wait for each other. */
async function assertRoom(tx: Transaction, orders: readonly NewOrder[]): Promise<void> {
  const limited = orders.filter(({ settings }) => settings.limits.openVideos !== undefined)
  for (const channel of [...new Set(limited.map(({ order }) => order.channel))].sort()) {
    let open = await countOpenVideos(tx, channel)
    for (const { order, settings } of limited.filter((each) => each.order.channel === channel)) {
      const limit = limitFault(settings, order, open++)
      if (limit?.kind !== 'open_videos') continue
      throw new Refused({ code: 'channel_limit', message: limit.message, faults: [] })
    }
  }
}

/** What was not inserted is there already: by an earlier try of the same request, or as somebody else's. */
async function assertOurs(
  tx: Transaction,
  left: readonly NewOrder[],
  { orders, channels }: { orders: readonly NewOrder[]; channels: Principal['channels'] },
): Promise<void> {
  if (left.length === 0) return
  const existing = await existingVideos(
    tx,
    left.map(({ id }) => id),
  )
  const others = left.filter(({ id }) => !existing.includes(id))
  if (others.length === 0) return
  const wanted = others.map(({ order, externalId }) => ({ channelId: order.channel, externalId }))
  throw new Refused(takenRefusal(await takenExternalIds(tx, wanted), orders, channels))
}

function takenRefusal(
  taken: readonly TakenExternalId[],
  orders: readonly Omit<NewOrder, 'id'>[],
  channels: Principal['channels'],
): OrderRefusal {
  const faults = orders.flatMap(({ order, externalId }, index): Fault[] => {
    const found = taken.find((one) => one.channelId === order.channel && one.externalId === externalId)
    if (!found) return []
    const whose = mayKnow({ channels }, found.channelId) ? `: ${found.videoId}` : ''
    const message = `The channel '${order.channel}' has a video with the external id '${externalId}' already${whose}.`
    return [{ pointer: `${orders.length > 1 ? `/${index}` : ''}/externalId`, code: 'external_id_taken', message }]
  })
  return { code: 'external_id_taken', message: faults[0]?.message ?? 'The external id is taken.', faults }
}
