export { DEAD_LETTER_QUEUE, installQueues } from './install.ts'
export type { ResultQueueDepth } from './depths.ts'
export * from './queue.ts'
export type * from './results.ts'
