/** What can be asked of the pipeline in the model's world, and what it may answer. */
import type { StepName } from '@reelyard/core'
import type { ClaimedTask, DeadLetterFilter, RedriveReport } from '@reelyard/pipeline'
import type { ChannelName, Key } from './model.ts'
import type { Film } from './plan.ts'

/** A claim in a worker's hands; it may be long gone. */
export interface Held {
  key: Key
  attempt: number
  worker: string
}

interface Rerun {
  key: Key
  /** Of `changeOf`; null: nothing is changed; `bad`: a change that cannot be. */
  change: number | 'bad' | null
}

/** What each operation is asked with. */
export interface Operations {
  submit: { video: string; channel: ChannelName; title: string; ordered: string[]; priority: number }
  claim: { worker: string; step: StepName; limit: number }
  start: { held: Held }
  heartbeat: { worker: string; held: Held[] }
  checkpoint: { held: Held; value: number }
  succeed: { held: Held; variant: number; scenes: Film['scenes'] }
  reuse: { held: Held; there: boolean }
  fail: { held: Held; outcome: 'temporary' | 'permanent'; code: string; retryAfter: number | null }
  giveBack: { held: Held; event: 'release' | 'interrupt' }
  /** Time goes by: the leases of these are over. */
  overrun: { keys: Key[] }
  /** Time goes by: what is delayed may run. */
  wait: Nothing
  /** So many at once. */
  sweep: { sweepers: number }
  cancel: { video: string }
  approve: { key: Key }
  reject: { key: Key }
  abandon: { key: Key }
  revise: Rerun
  redo: Rerun
  redrive: Rerun
  redriveAll: { filter: Filter; slowly: boolean; preview: boolean }
  drop: { filter: Filter }
  look: { video: string }
  list: { filter: Filter }
}

type Nothing = Record<string, unknown>

export type Filter = Pick<DeadLetterFilter, 'step' | 'channel' | 'code'>

type Settled = 'settled' | 'lost'

/** What each of them answers. */
export interface Answers {
  submit: 'done'
  claim: { tasks: ClaimedTask[]; full: boolean }
  start: boolean
  /** Ids of tasks. */
  heartbeat: string[]
  checkpoint: 'saved' | 'lost'
  succeed: Settled | 'invalid'
  reuse: Settled | 'invalid' | 'gone'
  fail: Settled
  giveBack: Settled
  overrun: 'done'
  wait: 'done'
  sweep: number
  cancel: string
  approve: string
  reject: string
  abandon: string
  revise: string
  redo: string
  redrive: string
  redriveAll: RedriveReport
  /** Ids of letters. */
  drop: string[]
  /** The status, and the tasks' states by place. */
  look: { status: string | undefined; states: string[] }
  /** Ids of letters. */
  list: string[]
}

export type Kind = keyof Operations

/** One operation, as plain data. */
export type Operation = { [K in Kind]: { do: K } & Operations[K] }[Kind]
