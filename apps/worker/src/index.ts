export type { Execute, ExecutionResult } from './execution.ts'
export { createWorker, type WorkerOptions } from './worker.ts'
