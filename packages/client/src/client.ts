/** The typed client of the API. */
import type { OrderInput } from '@reelyard/core'
import { ask, readJson } from './answer.ts'
import { downloadTo } from './download.ts'
import type { Artifact, Submitted, Video, VideoPage } from './resources.ts'
import { waitForEnd, type WaitOptions } from './wait-for-end.ts'

/** Which page of a listing. */
export interface PageOptions {
  /** 1 to 100. Default: 20. */
  limit?: number
  /** `nextCursor` of the page before. */
  cursor?: string
}

/** Every call throws ProblemError for an answer that is a problem, and UnreachableError where there is none. */
export interface Client {
  /** `order` is sent as it is: the API checks it and names every fault. */
  submitVideo(order: OrderInput | object): Promise<Submitted>
  /** One video with its tasks. */
  video(id: string): Promise<Video>
  /** A page of all videos, newest first. */
  videos(options?: PageOptions): Promise<VideoPage>
  /** The files that a video has so far. */
  artifacts(videoId: string): Promise<Artifact[]>
  /** Writes an artifact to `file`, whole or not at all. Throws DownloadError. */
  download(artifactId: string, file: string, options?: { signal?: AbortSignal }): Promise<void>
  /** Looks at a video until it has ended, well or not. */
  waitForEnd(id: string, options?: WaitOptions): Promise<Video>
}

/** No look at a video takes longer than this. */
const ANSWER_TIMEOUT_MS = 30_000

/** `baseUrl` is where the API is, as `http://localhost:3000`. Throws TypeError if it is no URL. */
export function createClient(baseUrl: string): Client {
  const base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
  const at = (path: string) => new URL(path, base)

  async function get<Body>(path: string, signal?: AbortSignal): Promise<Body> {
    const limit = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
    const either = signal ? AbortSignal.any([signal, limit]) : limit
    const response = await ask(at(path), { signal: either })
    return readJson<Body>(response, at(path), either)
  }

  const client: Client = {
    submitVideo: async (order) => {
      const url = at('v1/videos')
      const headers = { 'content-type': 'application/json' }
      return readJson(await ask(url, { method: 'POST', headers, body: JSON.stringify(order) }), url)
    },
    video: (id) => get(`v1/videos/${encodeURIComponent(id)}`),
    videos: ({ limit, cursor } = {}) => {
      const query = new URLSearchParams()
      if (limit !== undefined) query.set('limit', String(limit))
      if (cursor !== undefined) query.set('cursor', cursor)
      return get(`v1/videos?${query.toString()}`)
    },
    artifacts: async (id) =>
      (await get<{ artifacts: Artifact[] }>(`v1/videos/${encodeURIComponent(id)}/artifacts`)).artifacts,
    download: (id, file, { signal } = {}) =>
      downloadTo(at(`v1/artifacts/${encodeURIComponent(id)}/content`), file, signal),
    waitForEnd: (id, options = {}) =>
      waitForEnd(() => get<Video>(`v1/videos/${encodeURIComponent(id)}`, options.signal), options),
  }
  return client
}
