/** What the API answers with. */
import type { Aspect, FaultCode, Order, Priority, Resolution, StepName, TaskState, VideoStatus } from '@reelyard/core'

export interface Submitted {
  id: string
  status: VideoStatus
  links: VideoLinks
}

export interface VideoLinks {
  self: string
  artifacts: string
}

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

export interface Task {
  id: string
  step: StepName
  /** From 1; null where the step works on the whole video. */
  scene: number | null
  state: TaskState
  /** Number of the newest attempt; 0 before the first. */
  attempt: number
  failures: number
  worker: string | null
  startedAt: string | null
  finishedAt: string | null
  /** When a task in the state `retry` runs again. */
  retryAt: string | null
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
  captions: 'burned' | 'sidecar' | 'none'
  priority: Priority
  channel: string
}

export interface Video extends VideoSummary {
  order: AcceptedOrder
  /** In the order of the plan. */
  tasks: Task[]
}

export interface VideoPage {
  videos: VideoSummary[]
  /** For the next page; null on the last one. */
  nextCursor: string | null
}

export interface Artifact {
  id: string
  videoId: string | null
  step: string | null
  scene: number | null
  /** What the file is: `film`, `thumbnail` … */
  role: string
  sha256: string
  bytes: number
  mediaType: string
  createdAt: string
  links: { content: string }
}

/** RFC 9457. */
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
