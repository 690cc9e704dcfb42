/** Checks an order against its channel, the voices and the artifacts. Reads only. */
import {
  limitFault,
  mayKnow,
  parseOrder,
  resolveVoice,
  warningsOf,
  type ChannelSettings,
  type Fault,
  type Order,
  type Principal,
  type Voice,
  type Warning,
} from '@reelyard/core'
import { artifactsOfChannel, channelById } from '@reelyard/db'
import type { AcceptedOrder } from './accepted-order.ts'
import { readSettings } from './channel-settings.ts'
import type { Context } from './context.ts'

/** An order that can be written. */
export interface CheckedOrder {
  order: AcceptedOrder
  settings: ChannelSettings
  externalId: string | null
  metadata: Order['metadata']
  warnings: Warning[]
  /** Its channel takes no orders any more. */
  archived: boolean
}

export interface CheckOptions {
  /** The voices that the workers can speak with. */
  voices: readonly Voice[]
  /** The channels that the sender may know of; for him there are no others. */
  channels: Principal['channels']
  /** What has been read of channels by orders before this one. */
  known?: Map<string, Promise<KnownChannel>>
}

type Checked = { checked: CheckedOrder; faults?: never } | { checked?: never; faults: Fault[] }

/** Never throws for what is in `value`. */
export async function checkOrder(context: Context, value: unknown, options: CheckOptions): Promise<Checked> {
  const { order, faults } = parseOrder(value)
  if (faults) return { faults }
  const { settings, problem, archived } = await channelOf(context, order.channel, options)
  const faulty = problem === null ? [] : [{ pointer: '/channel', code: 'unknown_channel', message: problem }]
  const limit = problem === null ? limitFault(settings, order, 0) : null
  if (limit?.kind === 'scenes') faulty.push(limit.fault)
  const accepted = await accept(context, order, settings, options.voices)
  if (!accepted.order || faulty.length > 0) return { faults: [...faulty, ...(accepted.faults ?? [])] }
  const { externalId = null, metadata } = order
  const warnings = warningsOf(order, accepted.order)
  return { checked: { order: accepted.order, settings, externalId, metadata, warnings, archived } }
}

interface KnownChannel {
  settings: ChannelSettings
  /** Why no order can be for it. */
  problem: string | null
  archived: boolean
}

function channelOf(context: Context, id: string, { channels, known }: CheckOptions): Promise<KnownChannel> {
  const found = known?.get(id) ?? readChannel(context, id, channels)
  known?.set(id, found)
  return found
}

async function readChannel({ db }: Context, id: string, channels: Principal['channels']): Promise<KnownChannel> {
  const channel = mayKnow({ channels }, id) ? await channelById(db, id) : null
  const { settings, fault } = readSettings(channel?.settings ?? {})
  const archived = (channel?.archivedAt ?? null) !== null
  return { settings, problem: channel ? fault : `There is no channel '${id}'.`, archived }
}

async function accept(
  context: Context,
  order: Order,
  settings: ChannelSettings,
  voices: readonly Voice[],
): Promise<{ order: AcceptedOrder; faults?: never } | { order?: never; faults: Fault[] }> {
  const faults: Fault[] = []
  const voice = chooseVoice(order, settings, voices)
  if ('fault' in voice) {
    const pointer = voice.fault === 'unknown_voice' ? '/voice' : '/language'
    faults.push({ pointer, code: voice.fault, message: voice.message })
  }
  const pictures = await findPictures(context, order, faults)
  if ('fault' in voice || faults.length > 0) return { faults }
  const { scenes, brief } = order
  return {
    order: {
      title: order.title,
      ...(scenes === undefined ? {} : { scenes }),
      ...(brief === undefined ? {} : { brief }),
      aspect: order.aspect ?? settings.aspect,
      resolution: order.resolution ?? settings.resolution,
      captions: order.captions ?? settings.captions,
      voice: voice.voice,
      language: voice.language,
      priority: order.priority,
      channel: order.channel,
      pictures,
    },
  }
}

/** The order's own wish wins; a channel's voice is not forced on an order in another language. */
function chooseVoice(order: Order, settings: ChannelSettings, voices: readonly Voice[]) {
  const wish =
    order.voice !== undefined || order.language !== undefined
      ? { voice: order.voice, language: order.language }
      : { voice: settings.voice, language: settings.language }
  return resolveVoice(voices, {
    ...(wish.voice === undefined ? {} : { voice: wish.voice }),
    ...(wish.language === undefined ? {} : { language: wish.language }),
  })
}

async function findPictures({ db }: Context, order: Order, faults: Fault[]): Promise<AcceptedOrder['pictures']> {
  const ids = [...new Set((order.scenes ?? []).flatMap((scene) => scene.image ?? []))]
  if (ids.length === 0) return {}
  const found = new Map((await artifactsOfChannel(db, order.channel, ids)).map((row) => [row.id, row]))
  order.scenes?.forEach((scene, index) => {
    if (scene.image === undefined) return
    const picture = found.get(scene.image)
    const pointer = `/scenes/${index}/image`
    if (!picture) faults.push({ pointer, code: 'unknown_artifact', message: `There is no artifact '${scene.image}'.` })
    else if (!picture.mediaType.startsWith('image/')) {
      faults.push({ pointer, code: 'not_a_picture', message: `The artifact '${scene.image}' is no picture.` })
    }
  })
  return Object.fromEntries([...found].map(([id, { sha256, bytes, mediaType }]) => [id, { sha256, bytes, mediaType }]))
}
