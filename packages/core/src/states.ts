/**
 * The nine states of a task and every way between them.
 *
 *              claim            start              succeed
 *  pending ───────────▶ claimed ──────▶ processing ─────────▶ completed
 *    ▲  ▲                │   │              │  │ │ │
 *    │  │     release    │   │ expire       │  │ │ └─ review ──▶ awaiting_review ── approve ─▶ approved
 *    │  └────────────────┘   ▼              │  │ │                       │
 *    │                     retry ◀──────────┘  │ │                       └── reject ──▶ rejected
 *    │  interrupt            │  fail_retriable │ │ fail / attempts spent                   │
 *    └───────────────────────┼─────────────────┘ └──────────▶ failed ◀──── abandon ────────┤
 *                     claim  ▼                                   │ redrive                 │ revise
 *                         claimed                      pending ◀─┴─────────────────────────┘
 *
 * Per state, who acts next:
 * - pending: a worker, as soon as one is free. Its job waits in the step's queue.
 * - claimed: the worker that holds the lease. It fetches inputs; the script has not started.
 * - processing: the script. Nothing else may touch the task but its worker, the sweeper, and a cancel.
 * - retry: a worker, when the delay is over. Its job waits with a start time.
 * - completed, approved: nobody. Either one unblocks what depends on the task.
 * - awaiting_review: a person.
 * - rejected: a person: new inputs, or the end.
 * - failed: a person: redrive.
 *
 * A move is named by its event, never by the state it leads to. The types and the SQL guard are made from this table; the
 * picture above, the documentation and Postgres are checked against it by a test.
 */
export const TRANSITIONS = [
  { event: 'claim', from: ['pending', 'retry'], to: 'claimed', by: 'worker' },
  { event: 'start', from: ['claimed'], to: 'processing', by: 'worker' },
  { event: 'release', from: ['claimed'], to: 'pending', by: 'worker' },
  { event: 'succeed', from: ['processing'], to: 'completed', by: 'worker' },
  { event: 'review', from: ['processing'], to: 'awaiting_review', by: 'worker' },
  { event: 'fail_retriable', from: ['processing'], to: 'retry', by: 'worker' },
  { event: 'fail', from: ['processing', 'claimed'], to: 'failed', by: 'worker' },
  { event: 'interrupt', from: ['processing'], to: 'pending', by: 'worker' },
  { event: 'expire', from: ['claimed', 'processing'], to: 'retry', by: 'sweeper', when: 'attempts left' },
  { event: 'expire', from: ['claimed', 'processing'], to: 'failed', by: 'sweeper', when: 'attempts spent' },
  { event: 'approve', from: ['awaiting_review'], to: 'approved', by: 'person' },
  { event: 'reject', from: ['awaiting_review'], to: 'rejected', by: 'person' },
  { event: 'revise', from: ['rejected'], to: 'pending', by: 'person' },
  { event: 'abandon', from: ['rejected'], to: 'failed', by: 'person' },
  { event: 'redrive', from: ['failed'], to: 'pending', by: 'person' },
  { event: 'redo', from: ['completed', 'approved'], to: 'pending', by: 'person' },
  {
    event: 'cancel',
    from: ['pending', 'claimed', 'processing', 'retry', 'awaiting_review', 'rejected'],
    to: 'failed',
    by: 'person',
  },
] as const satisfies readonly Transition[]

interface Transition {
  event: string
  from: readonly string[]
  to: string
  by: 'worker' | 'sweeper' | 'person'
  /** Absent: always. The two `expire` rows are told apart by it. */
  when?: 'attempts left' | 'attempts spent'
}

type Row = (typeof TRANSITIONS)[number]

/** One of the nine. */
export type TaskState = [...Row['from'], Row['to']][number]
/** What can happen to a task: the only way to name a move. */
export type TaskEvent = Row['event']

/** All nine, in the order in which a task may come by them; Postgres's enum has the same order. */
export const TASK_STATES = [
  'pending',
  'claimed',
  'processing',
  'retry',
  'awaiting_review',
  'approved',
  'rejected',
  'completed',
  'failed',
] as const satisfies readonly TaskState[]

/** Every event of the table, once. */
export const TASK_EVENTS = [...new Set(TRANSITIONS.map((row) => row.event))] as readonly TaskEvent[]

/** The two good ends: what depends on such a task may go on. */
export const GOOD_ENDS = ['completed', 'approved'] as const satisfies readonly TaskState[]

/** States in which a worker holds a lease on the task. */
export const HELD = ['claimed', 'processing'] as const satisfies readonly TaskState[]

/** The ways that one event leads along. */
export interface Edges {
  /** States in which the event is allowed. */
  from: readonly TaskState[]
  /** Where it leads while attempts are left. */
  to: TaskState
  /** Where it leads once they are spent. */
  toWhenSpent: TaskState
}

/** All that the mover's SQL needs to know of an event. Throws TypeError where the table has half an event. */
export function edgesOf(event: TaskEvent): Edges {
  const rows: readonly Transition[] = TRANSITIONS.filter((row) => row.event === event)
  const left = rows.find((row) => row.when !== 'attempts spent')
  const spent = rows.find((row) => row.when !== 'attempts left')
  if (!left || !spent) throw new TypeError(`The table has no complete row for the event '${event}'.`)
  return { from: left.from as TaskState[], to: left.to as TaskState, toWhenSpent: spent.to as TaskState }
}

/** Where an event leads from a state; null where it is not allowed. Pure: the mover asks Postgres instead. */
export function nextState(from: TaskState, event: TaskEvent, attemptsSpent = false): TaskState | null {
  const edges = edgesOf(event)
  if (!edges.from.includes(from)) return null
  return attemptsSpent ? edges.toWhenSpent : edges.to
}
