export { DEAD_LETTER_QUEUE, installQueues } from './install.ts'
export * from './queue.ts'
