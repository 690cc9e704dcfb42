export * from './artifacts.ts'
export * from './attempts.ts'
export { openBackground, type Background } from './background.ts'
export * from './change-video.ts'
export * from './channels.ts'
export type { OnPoint } from './crash-points.ts'
export * from './credentials.ts'
export * from './database.ts'
export * from './dead-letter-lists.ts'
export {
  deadLetterById,
  endDeadLetters,
  insertDeadLetter,
  lockOpenLetter,
  tasksWithoutLetter,
  type DeadLetterEnding,
  type DeadLetterRow,
  type NewDeadLetter,
} from './dead-letters.ts'
export * from './deliveries.ts'
export * from './durations.ts'
export * from './events.ts'
export { storableText } from './json.ts'
export * from './idempotency.ts'
export * from './keys.ts'
export { renewLeases } from './leases.ts'
export * from './list-videos.ts'
export type { Listener } from './listener.ts'
export * from './live-logs.ts'
export * from './migrate.ts'
export * from './mover.ts'
export * from './moves.ts'
export * from './pauses.ts'
export * from './new-videos.ts'
export { PATIENCE, UNHURRIED, type Patience } from './patience.ts'
export * from './queues.ts'
export * from './reopen.ts'
export * from './reviews.ts'
export * from './results.ts'
export * from './tasks.ts'
export * from './uploads.ts'
export * from './videos.ts'
export * from './webhooks.ts'
export { listWorkers, removeDeadWorkers, type WorkerRow } from './workers.ts'
