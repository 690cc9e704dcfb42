import type { Api } from '../api.ts'
import { watchMessages, type WatchOptions } from '../watch.ts'

/** Something that happened. What else it tells depends on its type. */
export interface ReelyardEvent {
  /** Where in the stream it stands: for `lastEventId`. */
  cursor: string
  /** `video.completed`, `task.processing` …; `reset` where events are gone that should have come. */
  type: string
  /** ISO 8601. */
  at: string
  channel?: string | null
  videoId?: string | null
  taskId?: string | null
  [name: string]: unknown
}

/** What happens, as it happens. Streams connect anew by themselves, and then miss nothing. */
export function eventCalls(api: Api) {
  return {
    /** Of one video, from its beginning. */
    watch: (videoId: string, options: WatchOptions = {}) => watchVideo(api, videoId, options),
    /** Of all channels that the key may know of, from now on. */
    watchAll: (options: WatchOptions & { types?: string } = {}): AsyncGenerator<ReelyardEvent, void> =>
      events(options, (headers, signal) => {
        const query = options.types === undefined ? {} : { types: options.types }
        return api.GET('/v1/events', { params: { query }, parseAs: 'stream', headers, signal })
      }),
  }
}

/** What has happened to a video, and what happens. */
export function watchVideo(api: Api, id: string, options: WatchOptions): AsyncGenerator<ReelyardEvent, void> {
  return events(options, (headers, signal) =>
    api.GET('/v1/videos/{id}/events', { params: { path: { id } }, parseAs: 'stream', headers, signal }),
  )
}

type Open = (headers: Record<string, string>, signal: AbortSignal) => Promise<{ data?: unknown }>

async function* events(options: WatchOptions, open: Open): AsyncGenerator<ReelyardEvent, void> {
  const connect = async (lastEventId: string, signal: AbortSignal) => {
    const { data } = await open(lastEventId === '' ? {} : { 'last-event-id': lastEventId }, signal)
    return data as AsyncIterable<Uint8Array>
  }
  for await (const { id, event, data } of watchMessages(connect, options)) {
    // Says that the stream has caught up: nothing has happened.
    if (event !== 'ready') yield { ...(JSON.parse(data) as ReelyardEvent), cursor: id }
  }
}
