export type { ClaimedTask } from './context.ts'
export { ClaimLostError, InvalidResultError } from './context.ts'
export { openPipelineWhenReady } from './open-when-ready.ts'
export { migrate, openPipeline, SchemaNotReadyError, type Pipeline, type PipelineOptions } from './pipeline.ts'
export {
  BadCursorError,
  type ArtifactView,
  type TaskView,
  type VideoPage,
  type VideoSummary,
  type VideoView,
} from './read.ts'
export type { Failure } from './fail.ts'
export type { Settled } from './fenced.ts'
export type { Success } from './succeed.ts'
export type { Submission } from './submit.ts'
export type { WaitingStep } from '@reelyard/db'
