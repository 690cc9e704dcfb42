/** Submit: checks an order against the channel, the voices and the artifacts, then writes it whole or not at all. */
import { randomUUID } from 'node:crypto'
import {
  FIRST_STEP,
  parseOrder,
  PRIORITY_RANK,
  resolveVoice,
  type ChannelSettings,
  type Fault,
  type Order,
  type Voice,
} from '@reelyard/core'
import { artifactsOfChannel, channelById, insertVideo } from '@reelyard/db'
import type { AcceptedOrder } from './accepted-order.ts'
import { readSettings } from './channel-settings.ts'
import type { Context } from './context.ts'
import { planTasks } from './plan-tasks.ts'

export type Submission = { videoId: string; faults?: never } | { videoId?: never; faults: Fault[] }

/** `voices` are those that the workers can speak with. Never throws for what is in `value`; writes nothing on a fault. */
export async function submit(context: Context, value: unknown, voices: readonly Voice[]): Promise<Submission> {
  const { order, faults } = parseOrder(value)
  if (faults) return { faults }
  const channel = await channelById(context.db, order.channel)
  const { settings, fault } = readSettings(channel?.settings ?? {})
  const problem = channel ? fault : `There is no channel '${order.channel}'.`
  const faulty = problem === null ? [] : [{ pointer: '/channel', code: 'unknown_channel', message: problem }]
  const checked = await accept(context, order, settings, voices)
  if (!checked.order || faulty.length > 0) return { faults: [...faulty, ...(checked.faults ?? [])] }
  return { videoId: await write(context, checked.order, settings) }
}

type Checked = { order: AcceptedOrder; faults?: never } | { order?: never; faults: Fault[] }

async function accept(
  context: Context,
  order: Order,
  settings: ChannelSettings,
  voices: readonly Voice[],
): Promise<Checked> {
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

function write({ db, queue }: Context, order: AcceptedOrder, settings: ChannelSettings): Promise<string> {
  const videoId = randomUUID()
  const priority = PRIORITY_RANK[order.priority]
  return db.transaction('submit', async (tx) => {
    await insertVideo(tx, { id: videoId, channelId: order.channel, title: order.title, order, priority })
    const scope = { videoId, order, settings, priority, sceneCount: 0, scenes: new Map() }
    await planTasks(tx, queue, scope, [{ step: FIRST_STEP, scene: null }])
    return videoId
  })
}
