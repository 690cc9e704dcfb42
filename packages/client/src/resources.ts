/** What the API answers with. */
import type {
  Aspect,
  Captions,
  FaultCode,
  Order,
  Priority,
  Resolution,
  StepName,
  TaskState,
  VideoStatus,
} from '@reelyard/core'

/** An order that was taken: its video waits. */
export interface Submitted {
  id: string
  status: VideoStatus
  links: VideoLinks
}

/** Paths on the API's host. */
export interface VideoLinks {
  self: string
  artifacts: string
}

/** A video in a listing. */
export interface VideoSummary {
  id: string
  channel: string
  title: string
  status: VideoStatus
  /** Share of the planned tasks that have ended well, 0 to 1. */
  progress: number
  priority: Priority
  /** 0 until the storyboard is known. */
  sceneCount: number
  /** ISO 8601, as are all times. */
  createdAt: string
  endedAt: string | null
  links: VideoLinks
}

/** One step of a video, for one scene where the step works scene by scene. */
export interface Task {
  id: string
  step: StepName
  /** From 1; null where the step works on the whole video. */
  scene: number | null
  state: TaskState
  /** Number of the newest attempt; 0 before the first. */
  attempt: number
  /** Attempts that failed; a redrive counts from 0 again. */
  failures: number
  /** Who runs it or ran it last; null before the first claim. */
  worker: string | null
  startedAt: string | null
  finishedAt: string | null
  /** When a task in the state `retry` runs again. */
  retryAt: string | null
  /** Why it failed; null where it did not. `code` is stable, `message` is for people. */
  error: { code: string; message: string } | null
  /** Ran nothing: an earlier task had made the same. */
  reused: boolean
}

/** The order as it was taken, with the channel's defaults filled in. */
export interface AcceptedOrder {
  title: string
  scenes?: Order['scenes']
  brief?: string | undefined
  aspect: Aspect
  resolution: Resolution
  voice: string
  language: string
  captions: Captions
  priority: Priority
  channel: string
}

/** One video with its tasks. */
export interface Video extends VideoSummary {
  order: AcceptedOrder
  /** In the order of the plan. */
  tasks: Task[]
}

/** One page of the listing, newest first. */
export interface VideoPage {
  videos: VideoSummary[]
  /** For the next page; null on the last one. */
  nextCursor: string | null
}

/** A file that a task made. */
export interface Artifact {
  id: string
  /** Null, as `step` and `scene` are, where no task of a video made it. */
  videoId: string | null
  step: string | null
  /** From 1; null for a file of the whole video. */
  scene: number | null
  /** What the file is: `film`, `subtitles_srt`, `thumbnail` … */
  role: string
  sha256: string
  bytes: number
  mediaType: string
  createdAt: string
  links: { content: string }
}

/** RFC 9457: why a request was not served. */
export interface ProblemDocument {
  type: string
  title: string
  status: number
  /** Stable: decide by this. */
  code: string
  /** What went wrong this time, for people. */
  detail: string
  errors: { pointer: string; code: FaultCode; message: string }[]
}
