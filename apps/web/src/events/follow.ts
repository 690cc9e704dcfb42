/** What one stream shows, from its start to its end. */
import { setTimeout as delay } from 'node:timers/promises'
import {
  eventsBeginning,
  writeEventCursor,
  type EventFilter,
  type EventPosition,
  type EventView,
  type Replay,
} from '@reelyard/pipeline'
import type { Logger } from '@reelyard/runtime'
import type { PipelineCalls } from '../app.ts'
import { loggable } from '../request-log.ts'
import type { EventStream } from './event-stream.ts'
import { controlFrame, frameOf } from './frames.ts'
import type { Follower, Hub } from './hub.ts'
import type { Turns } from './turns.ts'

export interface Wish {
  filter: EventFilter
  /** Where its client stands; null: it is new. */
  from: EventPosition | null
  /** What a new client is shown: all that is kept, or what happens from now on. */
  begins: 'at the beginning' | 'now'
}

export interface Sources {
  pipeline: Pick<PipelineCalls, 'gapAfter' | 'replayEvents'>
  hub: Hub
  turns: Turns
  logger: Logger
}

/** Frames that are held for a stream while it replays; more of them are replayed too. */
const HELD_MOST = 1_000

/** After a read that failed. */
const AGAIN_MS = 1_000

/** Shows what is wished for until the stream is closed. Never rejects. */
export async function follow(sources: Sources, stream: EventStream, wish: Wish): Promise<void> {
  try {
    await show(sources, stream, wish)
  } catch (error) {
    if (stream.closed.aborted) return
    sources.logger.error({ error: loggable(error) }, 'a stream of events failed')
    stream.cut()
  }
}

async function show(sources: Sources, stream: EventStream, wish: Wish): Promise<void> {
  let seat = await takeSeat(sources.hub, stream, wish.filter)
  let from = await startOf(sources, stream, wish, seat.position)
  for (;;) {
    await replay(sources, stream, { position: from, until: seat.position }, wish.filter)
    if (stream.closed.aborted) return
    if (!seat.overflowed()) break
    from = seat.position
    seat = await takeSeat(sources.hub, stream, wish.filter)
  }
  stream.write([controlFrame('ready', writeEventCursor(seat.position))])
  seat.goOn()
}

interface Seat {
  /** What comes after it is held for the stream. */
  position: EventPosition
  /** Whether more came than could be held: then nothing is held any more, and the seat is free again. */
  overflowed(): boolean
  /** Shows what was held, and from now on what comes as it comes. */
  goOn(): void
}

async function takeSeat(hub: Hub, stream: EventStream, filter: EventFilter): Promise<Seat> {
  let held: Buffer[] | null = []
  let overflowed = false
  const follower: Follower = {
    wants: matcher(filter),
    take: (frames) => {
      if (!held) return stream.write(frames)
      held.push(...frames)
      if (held.length <= HELD_MOST) return
      overflowed = true
      held = []
      hub.leave(follower)
    },
    cut: stream.cut,
  }
  const left = () => hub.leave(follower)
  stream.closed.addEventListener('abort', left, { once: true })
  const position = await Promise.race([hub.join(follower), closing(stream)])
  return {
    position,
    overflowed: () => {
      if (overflowed) stream.closed.removeEventListener('abort', left)
      return overflowed
    },
    goOn: () => {
      const frames = held ?? []
      held = null
      stream.write(frames)
    },
  }
}

/** Rejects when the stream is closed. */
function closing({ closed }: EventStream): Promise<never> {
  return new Promise((_, reject) => {
    const gone = () => reject(new Error('The stream is closed.'))
    if (closed.aborted) gone()
    else closed.addEventListener('abort', gone, { once: true })
  })
}

function matcher({ channels, videoId, types }: EventFilter): (event: EventView) => boolean {
  const [channel, type] = [channels && new Set<string | null>(channels), types && new Set(types)]
  return (event) =>
    (videoId === null || event.videoId === videoId) &&
    (channel === null || channel.has(event.channel)) &&
    (type === null || type.has(event.type))
}

/** Where its replay begins. Says so where the client can not go on from where it stood: then it is as a new one. */
async function startOf(sources: Sources, stream: EventStream, wish: Wish, now: EventPosition): Promise<EventPosition> {
  const { from, begins } = wish
  const gap = from && (await untilServed(sources, stream, () => sources.pipeline.gapAfter(from, now)))
  const start = begins === 'now' ? now : eventsBeginning(now)
  if (from && !gap) return from
  if (gap) stream.write([controlFrame('reset', writeEventCursor(start), { reason: gap })])
  return start
}

/** As fast as the reader takes it. */
async function replay(sources: Sources, stream: EventStream, first: Replay, filter: EventFilter): Promise<void> {
  let next: Replay | null = writeEventCursor(first.position) === writeEventCursor(first.until) ? null : first
  while (next && !stream.closed.aborted) {
    const at: Replay = next
    const page = await untilServed(sources, stream, () => sources.pipeline.replayEvents(at, filter))
    stream.write(page.events.map(frameOf))
    await stream.drained()
    next = page.next
  }
}

/** Postgres may be away for a while: the stream stays open. Throws only when it is closed. */
async function untilServed<Result>(
  { turns, logger }: Sources,
  { closed }: EventStream,
  work: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    closed.throwIfAborted()
    try {
      return await turns(work)
    } catch (error) {
      logger.warn({ error: loggable(error) }, 'events cannot be replayed; the stream waits')
      await delay(AGAIN_MS, undefined, { signal: closed })
    }
  }
}
