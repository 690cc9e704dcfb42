import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  edgesOf,
  nextState,
  TASK_EVENTS,
  TASK_STATES,
  TRANSITIONS,
  type TaskEvent,
  type TaskState,
} from '@reelyard/core'
import { connect, held, moveTasks, type Database, type MovedTask } from '@reelyard/db'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type FreshDatabase } from './support/database.ts'

let database: FreshDatabase
let db: Database
let videoId: string

beforeAll(async () => {
  database = await freshDatabase()
  db = await connect(database.url, 'test')
  videoId = randomUUID()
  await db.run(sql`
    insert into videos (id, channel_id, title, order_document, priority) values (${videoId}::uuid, 'default', 't', '{}', 0)`)
  await db.run(sql`
    insert into scenes (video_id, number, document) select ${videoId}::uuid, n, '{}' from generate_series(1, 200) n`)
})

afterAll(async () => {
  await db.close()
  await database.drop()
})

interface Task {
  id: string
  state: TaskState
  attempt: number
  failures: number
}

const MAX_ATTEMPTS = 3
let scene = 0

/** A new task in `pending`: the only state that a task is born in. */
async function newTask(): Promise<Task> {
  const id = randomUUID()
  const step = ['assets', 'composites', 'narration', 'clips', 'sound_effects'][Math.floor(scene / 200) % 5]
  const number = (scene++ % 200) + 1
  await db.run(sql`
    delete from tasks where video_id = ${videoId}::uuid and step = ${step}::step_name and scene = ${number}`)
  await db.run(sql`
    insert into tasks (id, video_id, step, scene, max_attempts, priority, job_id, parameters, inputs, input_digest)
    values (${id}::uuid, ${videoId}::uuid, ${step}::step_name, ${number}, ${MAX_ATTEMPTS}, 0, ${randomUUID()}::uuid, '{}',
            '[]', 'x')`)
  return { id, state: 'pending', attempt: 0, failures: 0 }
}

const COUNTS_AS_FAILURE = new Set<TaskEvent>(['fail_retriable', 'fail', 'expire'])

/** Columns that the table's checks tie to a state. */
function columnsFor(event: TaskEvent) {
  const holds = event === 'claim' || event === 'start'
  return [
    holds ? sql`lease_until = now() + interval '1 hour'` : sql`lease_until = null`,
    sql`run_after = now()`,
    ...(event === 'claim' ? [sql`worker = 'w'`] : []),
  ]
}

async function move(task: Pick<Task, 'id' | 'attempt'>, event: TaskEvent): Promise<MovedTask | undefined> {
  const [moved] = await moveTasks(db, {
    event,
    where: held({ taskId: task.id, attempt: task.attempt }),
    set: columnsFor(event),
    by: 'test',
    countsAsFailure: COUNTS_AS_FAILURE.has(event),
  })
  return moved
}

/** Events that lead from `pending` to each state, found in the table itself. */
function pathsFromPending(): Map<TaskState, TaskEvent[]> {
  const paths = new Map<TaskState, TaskEvent[]>([['pending', []]])
  for (const [state, path] of paths) {
    for (const event of TASK_EVENTS) {
      const next = nextState(state, event)
      if (next && !paths.has(next)) paths.set(next, [...path, event])
    }
  }
  return paths
}

async function taskIn(state: TaskState): Promise<Task> {
  const task = await newTask()
  for (const event of pathsFromPending().get(state) ?? []) Object.assign(task, await move(task, event))
  expect(task.state).toBe(state)
  return task
}

describe('the table of transitions', () => {
  test('reaches every state from pending, and has no state beside the nine', () => {
    expect([...pathsFromPending().keys()].sort()).toEqual([...TASK_STATES].sort())
    expect(TASK_STATES).toHaveLength(9)
  })

  test('is what the documentation says, in its table and in its picture', async () => {
    const page = await readFile(new URL('../docs/states.md', import.meta.url), 'utf8')
    const edges = TRANSITIONS.flatMap((row) => row.from.map((from) => `${from} ${row.event} ${row.to}`))
    const table = [...page.matchAll(/^\| `(\w+)` \| `(\w+)` \| `(\w+)` \|/gm)].map(
      ([, from, event, to]) => `${from} ${event} ${to}`,
    )
    const picture = [...page.matchAll(/^ +(\w+) --> (\w+): (\w+)/gm)].map(
      ([, from, to, event]) => `${from} ${event} ${to}`,
    )
    expect(table.sort()).toEqual([...edges].sort())
    expect(picture.sort()).toEqual([...edges].sort())
  })

  test('is what the picture above it names', async () => {
    const source = await readFile(new URL('../packages/core/src/states.ts', import.meta.url), 'utf8')
    const comment = source.slice(0, source.indexOf('*/'))
    for (const state of TASK_STATES) expect(comment).toContain(state)
    for (const { event } of TRANSITIONS.filter(({ by }) => by !== 'person')) expect(comment).toContain(event)
  })
})

describe('the mover', () => {
  test.each(TASK_STATES)('lets exactly the events of the table out of %s', async (state) => {
    for (const event of TASK_EVENTS) {
      const task = await taskIn(state)
      const moved = await move(task, event)
      expect(moved?.state ?? null, `${state} ${event}`).toBe(nextState(state, event))
    }
  })

  test('fails an expired task whose attempts are spent', async () => {
    const task = await newTask()
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Object.assign(task, await move(task, 'claim'))
      Object.assign(task, await move(task, 'expire'))
    }
    expect(task).toMatchObject({ state: 'failed', attempt: MAX_ATTEMPTS, failures: MAX_ATTEMPTS })
  })

  test('moves nothing for a caller with an older attempt', async () => {
    const task = await taskIn('processing')
    expect(await move({ ...task, attempt: task.attempt - 1 }, 'succeed')).toBeUndefined()
  })

  test('lets one of two movers win and tells the other so', async () => {
    const task = await taskIn('processing')
    const results = await Promise.all([move(task, 'succeed'), move(task, 'interrupt')])
    expect(results.filter(Boolean)).toHaveLength(1)
  })

  test('follows a model through random events, and its history is a path in the table', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...TASK_EVENTS), { minLength: 1, maxLength: 25 }), async (events) => {
        const task = await newTask()
        const path: string[] = []
        for (const event of events) {
          const failures = task.failures + (COUNTS_AS_FAILURE.has(event) ? 1 : 0)
          const expected = nextState(task.state, event, failures >= MAX_ATTEMPTS)
          const moved = await move(task, event)
          expect(moved?.state ?? null).toBe(expected)
          if (!moved) continue
          expect(moved.attempt).toBe(task.attempt + (event === 'claim' ? 1 : 0))
          path.push(`${task.state} ${event} ${moved.state}`)
          Object.assign(task, moved)
        }
        const history = await db.run<{ from_state: TaskState; event: TaskEvent; to_state: TaskState }>(sql`
          select from_state, event, to_state from moves where task_id = ${task.id}::uuid order by id`)
        expect(history.map((row) => `${row.from_state} ${row.event} ${row.to_state}`)).toEqual(path)
        for (const row of history) expect(edgesOf(row.event).from).toContain(row.from_state)
      }),
      { numRuns: 60 },
    )
  })
})
