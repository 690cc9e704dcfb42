/** Ends the streams of keys that have been revoked or have expired since they were opened. */
import type { Principal } from '@reelyard/core'
import type { PipelineCalls } from '../app.ts'
import type { EventStream } from './event-stream.ts'

export interface KeyWatch {
  /** Until the stream is closed. */
  watch(principal: Principal, stream: EventStream): void
}

/** The administrator's key is in no table: it stands as long as the process. */
const IN_TABLE = /^[0-9a-f-]{36}$/

export function createKeyWatch(pipeline: Pick<PipelineCalls, 'standingKeys'>, everyMs: number): KeyWatch {
  const streams = new Map<string, Set<EventStream>>()
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    const standing = new Set(await pipeline.standingKeys([...streams.keys()]))
    for (const [id, ofKey] of [...streams]) {
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
