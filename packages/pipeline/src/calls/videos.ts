/** Orders, and what becomes of them. */
import type { Principal, Voice } from '@reelyard/core'
import { unnamedFiles, type VideoFilter } from '@reelyard/db'
import { cancel } from '../cancel.ts'
import { changeVideo, deleteVideo, retryVideo, type VideoChange } from '../change-video.ts'
import type { Context } from '../context.ts'
import type { Decider } from '../decisions.ts'
import type { Precondition } from '../precondition.ts'
import { preview } from '../preview.ts'
import { artifactsOf, getArtifact, getVideo, pageOfVideos } from '../read.ts'
import { submit, submitBatch, type SubmitOptions } from '../submit.ts'

export function videosCalls(context: Context) {
  return {
    submit: (order: unknown, voices: readonly Voice[], options?: SubmitOptions) =>
      submit(context, order, voices, options),
    /** All of these orders, in one transaction, or none. */
    submitBatch: (orders: readonly unknown[], voices: readonly Voice[], options?: SubmitOptions) =>
      submitBatch(context, orders, voices, options),
    /** What an order would come to; writes nothing. */
    previewOrder: (order: unknown, voices: readonly Voice[], channels: Principal['channels']) =>
      preview(context, order, voices, channels),
    getVideo: (id: string) => getVideo(context, id),
    pageOfVideos: (limit: number, cursor: string | null, filter?: VideoFilter) =>
      pageOfVideos(context, limit, cursor, filter),
    artifactsOf: (videoId: string) => artifactsOf(context, videoId),
    getArtifact: (id: string) => getArtifact(context, id),
    changeVideo: (id: string, change: VideoChange, precondition: Precondition = null) =>
      changeVideo(context, id, change, precondition),
    cancel: (videoId: string, by: string, note?: string, precondition?: Precondition) =>
      cancel(context, videoId, by, note, precondition),
    retryVideo: (id: string, decider: Decider, precondition: Precondition = null) =>
      retryVideo(context, id, decider, precondition),
    deleteVideo: (id: string, by: string, precondition: Precondition = null) =>
      deleteVideo(context, id, by, precondition),
    /** Which of these files (SHA-256) no artifact names. */
    unnamedFiles: (files: readonly string[]) => unnamedFiles(context.db, files),
  }
}
