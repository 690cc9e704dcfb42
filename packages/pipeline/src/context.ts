import type { ChannelSettings, StepName } from '@reelyard/core'
import type { Database, TaskInput } from '@reelyard/db'
import type { Queue } from '@reelyard/queue'

/** What every use case works on. */
export interface Context {
  db: Database
  queue: Queue
  /** Null or absent: secrets can be neither stored nor opened. */
  keyring?: Keyring | null
}

/** As `readKeyring` of @reelyard/runtime makes it. */
export interface Keyring {
  /** `context` says what the secret is for; nothing else opens it. */
  seal(plaintext: string, context: string): string
  /** Throws an error with the code `cannot_unseal`, whose message holds no secret. */
  open(sealed: string, context: string): string
  /** Whether it was sealed under the key that seals now. */
  isCurrent(sealed: string): boolean
  /** 32 bytes from each key for a purpose of its own; the first is the current one. */
  derive(info: string): Buffer[]
}

/** Thrown inside a transaction when its guard finds that the claim is gone: everything rolls back. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError'
  readonly code = 'claim_lost'

  constructor(taskId: string, attempt: number) {
    super(`Attempt ${attempt} of task ${taskId} is no longer the task's newest, or the task has moved on.`)
  }
}

/** Thrown where a script succeeded by its own word, but its result is not what the plan can go on with. */
export class InvalidResultError extends Error {
  override readonly name = 'InvalidResultError'
  readonly code = 'invalid_result'
}

/** A task that this worker holds, and all that it needs to run it. */
export interface ClaimedTask {
  taskId: string
  attempt: number
  worker: string
  step: StepName
  scene: number | null
  failures: number
  maxAttempts: number
  job: { id: string; retryCount: number }
  parameters: Record<string, unknown>
  inputs: TaskInput[]
  inputBytes: number
  checkpoint: unknown
  video: { id: string; title: string }
  /** `fault`: its stored settings are not valid (any more); the task cannot run, but it must not stop the others. */
  channel: { id: string; settings: ChannelSettings; fault: string | null }
  /** An earlier attempt that made what this one would make: its result can be taken over. */
  reusable: { taskId: string; attempt: number } | null
}
