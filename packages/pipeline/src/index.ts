export type { ClaimedTask } from './context.ts'
export { ClaimLostError, InvalidResultError } from './context.ts'
export { openPipelineWhenReady } from './open-when-ready.ts'
export { migrate, openPipeline, SchemaNotReadyError, type Pipeline, type PipelineOptions } from './pipeline.ts'
export type { Cancelled } from './cancel.ts'
export type { KeyMade, KeyPage, KeyView, KeyWish } from './api-keys.ts'
export { BadCursorError } from './cursor.ts'
export type { Claimed, KeptAnswer, RepeatableRequest } from './idempotency.ts'
export { assertMatches, PreconditionFailedError, type Precondition } from './precondition.ts'
export type { DeadLetterPage, DeadLetterView, DropReport } from './dead-letters.ts'
export type { Decided, Decider, Refusal, Rejection, Rerun } from './decisions.ts'
export type { LinkDecision, MadeLink, ReadLink } from './review-links.ts'
export type { NamedRefusal } from './letter-names.ts'
export type { PartialRedrive, RedriveItem, RedriveOptions, RedriveReport } from './redrive.ts'
export type { ReviewPage, ReviewView } from './review-list.ts'
export type { Reviewer } from './review-policy.ts'
export type { AttemptView, MoveView, TaskHistory } from './read-task.ts'
export { type ArtifactView, type TaskView, type VideoPage, type VideoSummary, type VideoView } from './read.ts'
export { eventsBeginning, isWhole, type EventBatch, type EventGap, type EventView, type Replay } from './events.ts'
export { readEventCursor, writeEventCursor, type EventPosition } from './events-cursor.ts'
export type { Failure } from './fail.ts'
export type { Ran } from './give-back.ts'
export type { Settled } from './fenced.ts'
export type { Success } from './succeed.ts'
export type { VideoChange, VideoDeleted, VideoRetried } from './change-video.ts'
export type { Preview } from './preview.ts'
export type { BatchSubmission, OrderRefusal, Submission, SubmitOptions } from './submit.ts'
export { taskTag, videoTag } from './tag.ts'
export {
  DELIVERY_POLICY,
  type DeliveryPolicy,
  type DueDelivery,
  type SettledDelivery,
  type Tried,
} from './webhook-deliveries.ts'
export type { DeliveryPage, DeliveryView } from './webhook-history.ts'
export { tagOf, type WebhookView } from './webhook-read.ts'
export { EncryptionOffError, type WebhookRefusal } from './webhooks.ts'
export type { WorkerAtWork, WorkerView } from './workers.ts'
export { channelTag, type ChannelChange, type ChannelView } from './channels.ts'
export { CredentialUnreadableError, type Reencryption } from './credentials.ts'
export type { PauseRequest, PauseView } from './pauses.ts'
export type { OtherQueueView, QueueView } from './queues.ts'
export { DELIVERY_STATES, type TryRow } from '@reelyard/db'
export type {
  AttemptLog,
  DeadLetterEnding,
  DeadLetterFilter,
  EventFilter,
  LiveLog,
  VideoFilter,
  WaitingStep,
} from '@reelyard/db'
