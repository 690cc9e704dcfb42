export type { ClaimedTask } from './context.ts'
export { ClaimLostError, InvalidResultError } from './context.ts'
export { openPipelineWhenReady } from './open-when-ready.ts'
export { migrate, openPipeline, SchemaNotReadyError, type Pipeline, type PipelineOptions } from './pipeline.ts'
export type { Cancelled } from './cancel.ts'
export { BadCursorError } from './cursor.ts'
export type {
  DeadLetterPage,
  DeadLetterView,
  DropReport,
  RedriveItem,
  RedriveOptions,
  RedriveReport,
} from './dead-letters.ts'
export type { Decided, Decider, Refusal, Rerun } from './decisions.ts'
export type { AttemptView, MoveView, TaskHistory } from './read-task.ts'
export { type ArtifactView, type TaskView, type VideoPage, type VideoSummary, type VideoView } from './read.ts'
export type { Failure } from './fail.ts'
export type { Ran } from './give-back.ts'
export type { Settled } from './fenced.ts'
export type { Success } from './succeed.ts'
export type { Submission } from './submit.ts'
export type { WorkerView } from './workers.ts'
export type { DeadLetterEnding, DeadLetterFilter, WaitingStep } from '@reelyard/db'
