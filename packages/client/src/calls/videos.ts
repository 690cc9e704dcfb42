import type { OrderInput } from '@reelyard/core'
import { dataOf } from '../answer.ts'
import type { Api } from '../api.ts'
import type { Artifact, BodyOf, Preview, QueryOf, Submitted, Video } from '../resources.ts'
import { waitForEnd, type WaitOptions } from '../wait-for-end.ts'
import { watchVideo } from './events.ts'
import { limited } from './limit.ts'

/** Which videos. */
export type VideoQuery = QueryOf<'/v1/videos', 'get'>
/** How to order. */
interface SubmitOptions {
  /** Of the caller's own: the same key orders the same video once. Default: a new one for each call. */
  idempotencyKey?: string
}

type VideoChange = BodyOf<'/v1/videos/{id}', 'patch'>

/** Orders, and what becomes of them. */
export function videoCalls(api: Api) {
  const path = (id: string) => ({ params: { path: { id } } })
  const video = (id: string, signal?: AbortSignal): Promise<Video> => {
    const limit = limited(signal)
    return dataOf(api.GET('/v1/videos/{id}', { ...path(id), ...limit }), limit.signal)
  }
  return {
    /**
     * `order` is sent as it is: the API checks it and names every fault. It is sent again, under the same Idempotency-Key,
     * while nobody knows whether it arrived.
     */
    submitVideo: async (order: OrderInput | object, { idempotencyKey }: SubmitOptions = {}): Promise<Submitted> => {
      const header = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
      const body = order as BodyOf<'/v1/videos', 'post'>
      return (await dataOf(api.POST('/v1/videos', { params: { header }, body }))) as Submitted
    },
    /** What an order would become: nothing is made. */
    previewVideo: async (order: OrderInput | object): Promise<Preview> => {
      const body = order as BodyOf<'/v1/videos', 'post'>
      return (await dataOf(api.POST('/v1/videos', { params: { query: { dryRun: 'true' } }, body }))) as Preview
    },
    /** Up to 500 orders: all of them are taken, or none. */
    submitVideos: (orders: readonly (OrderInput | object)[]) =>
      dataOf(api.POST('/v1/videos/batch', { body: orders as BodyOf<'/v1/videos/batch', 'post'> })),
    /** One video with its tasks. */
    video: (id: string) => video(id),
    /** A page of all videos, newest first. */
    videos: (query: VideoQuery = {}) => dataOf(api.GET('/v1/videos', { params: { query }, ...limited() })),
    /** The files that a video has so far. */
    artifacts: async (videoId: string): Promise<Artifact[]> =>
      (await dataOf(api.GET('/v1/videos/{id}/artifacts', { ...path(videoId), ...limited() }))).artifacts,
    /** Ends what runs; nothing more of it is made. */
    cancel: (id: string, body: { note?: string } = {}) =>
      dataOf(api.POST('/v1/videos/{id}/cancel', { ...path(id), body })),
    /** Has all that failed tried again. */
    retry: (id: string, body: { note?: string } = {}) =>
      dataOf(api.POST('/v1/videos/{id}/retry', { ...path(id), body })),
    /** Priority and metadata. */
    changeVideo: (id: string, body: VideoChange) => dataOf(api.PATCH('/v1/videos/{id}', { ...path(id), body })),
    /** With its files. */
    deleteVideo: async (id: string): Promise<void> => {
      await dataOf(api.DELETE('/v1/videos/{id}', path(id)))
    },
    /** Looks at a video until it has ended, well or not. */
    waitForEnd: (id: string, options: WaitOptions = {}) =>
      waitForEnd(
        { look: () => video(id, options.signal), events: (signal) => watchVideo(api, id, { signal }) },
        options,
      ),
  }
}
