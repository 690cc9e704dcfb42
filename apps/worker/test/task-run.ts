/** Runs a task as the worker does, in one process with the test. */
import type { ClaimedTask, Pipeline } from '@reelyard/pipeline'
import type { Execute, ExecutionResult } from '../src/execution.ts'
import { runTask } from '../src/run-task.ts'
import { createSlots, type Slots } from '../src/slots.ts'
import { oneScene, recordingLogger } from './world.ts'

export const good: ExecutionResult = {
  outcome: 'succeeded',
  code: null,
  message: null,
  exitCode: 0,
  signal: null,
  retryAfterSeconds: null,
  artifacts: [],
  result: oneScene,
  log: ['a line'],
  cost: null,
}

export const bad: ExecutionResult = {
  ...good,
  outcome: 'temporary',
  code: 'exit_75',
  message: 'Later.',
  exitCode: 75,
  result: null,
}

export const interrupted: ExecutionResult = { ...bad, outcome: 'interrupted', code: null, exitCode: null }

export interface Run {
  pipeline: Pipeline
  task: ClaimedTask
  /** The script's stand-in; absent: it succeeds with one scene. */
  execute?: Execute
  signal?: AbortSignal
  /** Aborted: the script must not start any more. */
  start?: AbortSignal
  /** Aborted: how it ended is not stored any more. */
  store?: AbortSignal
  slots?: Slots
  exists?: (sha256: string) => Promise<boolean>
}

/** Resolves at the end of the run with what it logged, and how often the script was run. */
export async function run({ pipeline, task, execute = async () => good, ...rest }: Run) {
  const { slots = createSlots({ tasks: 5, bytes: 10 }), exists = async () => true, signal } = rest
  const { logger, log } = recordingLogger()
  let executions = 0
  const counted: Execute = (...asked) => {
    executions++
    return execute(...asked)
  }
  const options = { pipeline, slots, exists, logger, execute: counted, roomWaitMs: 50, onStart: () => () => {} }
  const never = new AbortController().signal
  await runTask(options, task, { script: signal ?? never, start: rest.start ?? never, store: rest.store ?? never })
  return { log, executions }
}
