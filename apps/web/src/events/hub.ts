/**
 * The one reader of events in this process, while at least one stream is open. It asks Postgres for what is new, and gives it
 * to all who want it.
 *
 * Who joins is let in at the end of a read that began after it asked. So the hub's position is then at least as far as what any
 * other web process had shown to the same client before, and what comes after it comes from the hub, once.
 */
import { isWhole, type EventPosition, type EventView } from '@reelyard/pipeline'
import type { Logger } from '@reelyard/runtime'
import type { PipelineCalls } from '../app.ts'
import { loggable } from '../request-log.ts'
import { frameOf } from './frames.ts'

export interface Follower {
  wants(event: EventView): boolean
  /** Frames of events, in the order of what happened. */
  take(frames: readonly Buffer[]): void
  /** There is no going on here: the client must come back. */
  cut(): void
}

export interface Hub {
  /** Resolves when it is let in: what comes after the position is its to take from then on. */
  join(follower: Follower): Promise<EventPosition>
  /** Whether it has been let in or not. */
  leave(follower: Follower): void
}

/** Between the end of a read and the next one: what an event waits for at most. */
const POLL_MS = 50

/** After a read that failed. */
const FAULT_MS = 500

export function createHub(pipeline: Pick<PipelineCalls, 'eventsFromNow' | 'nextEvents'>, logger: Logger): Hub {
  const followers = new Set<Follower>()
  const entering = new Map<Follower, (position: EventPosition) => void>()
  let position: EventPosition | null = null
  let reading: Promise<void> | null = null
  let wake = () => {}
  let failing = false

  const wanted = () => followers.size + entering.size > 0

  /** Reads all that there is by now. Throws what Postgres says; then it goes on from where it was. */
  async function read(): Promise<void> {
    const joining = [...entering]
    position ??= await pipeline.eventsFromNow()
    do {
      const batch = await pipeline.nextEvents(position)
      if (!batch) {
        startAnew()
        return
      }
      give(batch.events)
      position = batch.position
    } while (!isWhole(position))
    for (const [follower, admit] of joining) {
      if (!entering.delete(follower)) continue
      followers.add(follower)
      admit(position)
    }
  }

  function give(events: readonly EventView[]): void {
    if (events.length === 0) return
    const frames = events.map(frameOf)
    for (const follower of followers) {
      const taken = frames.filter((_, index) => follower.wants(events[index]!))
      if (taken.length > 0) follower.take(taken)
    }
  }

  function startAnew(): void {
    logger.warn('the database is another one, or was restored: streams of events begin anew')
    position = null
    for (const follower of followers) follower.cut()
  }

  async function readOn(): Promise<void> {
    while (wanted()) {
      const failed = await read().then(noteSuccess, noteFault)
      if (wanted() && (failed || entering.size === 0)) await pause(failed ? FAULT_MS : POLL_MS)
    }
    position = null
    reading = null
  }

  function noteSuccess(): boolean {
    if (failing) logger.info('events are read again')
    return (failing = false)
  }

  function noteFault(error: unknown): boolean {
    if (!failing) logger.warn({ error: loggable(error) }, 'events cannot be read; the next read goes on from here')
    return (failing = true)
  }

  /** Who enters does not wait for the next read. */
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    join: (follower) => {
      const { promise, resolve } = Promise.withResolvers<EventPosition>()
      entering.set(follower, resolve)
      if (!failing) wake()
      reading ??= readOn()
      return promise
    },
    leave: (follower) => {
      followers.delete(follower)
      entering.delete(follower)
      if (!wanted()) wake()
    },
  }
}
