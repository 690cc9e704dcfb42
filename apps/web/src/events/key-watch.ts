/** Ends the streams, of events and of logs, of keys that have been revoked or have expired since they were opened. */
import type { Principal } from '@reelyard/core'
import type { PipelineCalls } from '../app.ts'
import type { EventStream } from './event-stream.ts'

/** A stream as far as it can be ended. */
export type Endable = Pick<EventStream, 'closed' | 'end'>

export interface KeyWatch {
  /** Until the stream is closed. */
  watch(principal: Principal, stream: Endable): void
}

/** The administrator's key is in no table: it stands as long as the process. */
const IN_TABLE = /^[0-9a-f-]{36}$/

export function createKeyWatch(pipeline: Pick<PipelineCalls, 'standingKeys'>, everyMs: number): KeyWatch {
  const streams = new Map<string, Set<Endable>>()
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    // Keys whose first stream is opened meanwhile were not asked about.
    const asked = [...streams]
    const standing = new Set(await pipeline.standingKeys(asked.map(([id]) => id)))
    for (const [id, ofKey] of asked) {
      if (!standing.has(id)) for (const stream of [...ofKey]) stream.end()
    }
  }

  function lookLater(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      // Where Postgres is away nothing happens on the streams either.
      const again = () => streams.size > 0 && lookLater()
      look().then(again, again)
    }, everyMs).unref()
  }

  return {
    watch: ({ id }, stream) => {
      if (!IN_TABLE.test(id)) return
      const ofKey = streams.get(id) ?? new Set()
      streams.set(id, ofKey.add(stream))
      stream.closed.addEventListener('abort', () => {
        ofKey.delete(stream)
        if (ofKey.size === 0 && streams.get(id) === ofKey) streams.delete(id)
      })
      lookLater()
    },
  }
}
