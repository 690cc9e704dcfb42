import { beforeEach, describe, expect, test } from 'vitest'
import { brokenInvariants, illegalMoves } from './support/invariants.ts'
import { claimOne, failure, pipeline, run, runAll, sql, submitted } from './support/pipeline-world.ts'

/** Tasks of one video in every kind of state that a check looks at. */
interface Tasks {
  completed: string
  processing: string
  claimed: string
  retry: string
  pending: string
}

let video: string
let tasks: Tasks

beforeEach(async () => {
  await sql`delete from videos`
  await sql`delete from pgboss.job`
  video = await submitted()
  const completed = await claimOne('storyboard')
  await run(completed)
  const claimed = await claimOne('assets')
  const processing = await claimOne('assets')
  const retry = await claimOne('narration')
  await pipeline.start(processing)
  await pipeline.start(retry)
  await pipeline.fail(retry, { ...failure, retryAfterSeconds: 3600 })
  const [pending] = await sql`select id from tasks where state = 'pending' order by id limit 1`
  tasks = {
    completed: completed.taskId,
    processing: processing.taskId,
    claimed: claimed.taskId,
    retry: retry.taskId,
    pending: String(pending?.id),
  }
})

/** Each breaks the rows of the task of that name, and says what must be found. */
const BREAKS: [keyof Tasks, string, RegExp][] = [
  [
    'processing',
    `update moves set event = 'redo' where task_id = $1 and event = 'start'`,
    /not in the table of states/,
  ],
  [
    'processing',
    `delete from moves where task_id = $1 and event = 'claim'`,
    /starts from claimed, but the task was pend/,
  ],
  ['processing', `update tasks set state = 'claimed' where id = $1`, /is claimed, but its history ends in processing/],
  ['processing', `update moves set attempt = 7 where task_id = $1 and event = 'start'`, /attempt 7, but 1 claims/],
  ['completed', `delete from attempts where task_id = $1`, /has the attempts none, but must have 1 to 1/],
  ['completed', `update attempts set number = 3 where task_id = $1`, /has the attempts 3, but must have 1 to 1/],
  ['completed', `update attempts set outcome = null where task_id = $1`, /is completed, but its attempt 1 has no end/],
  [
    'claimed',
    `update attempts set outcome = 'lost' where task_id = $1`,
    /is claimed in attempt 1, but that attempt has/,
  ],
  [
    'completed',
    `insert into moves (task_id, event, from_state, to_state, attempt, moved_by)
     select task_id, event, from_state, to_state, attempt, moved_by from moves where task_id = $1 and event = 'succeed'`,
    /2 of its attempts have succeeded/,
  ],
  ['retry', `update tasks set failures = 9 where id = $1`, /has 9 failures in 1 attempts/],
  [
    'claimed',
    `update pgboss.job set data = '{"taskId":"none"}' where data->>'taskId' = $1`,
    /^Task none: .* not there/,
  ],
  ['claimed', `update pgboss.job set state = 'created' where data->>'taskId' = $1`, /is created in .*task is claimed/],
  [
    'claimed',
    `update pgboss.job set state = 'completed' where data->>'taskId' = $1`,
    /is claimed, but its job .* complet/,
  ],
  ['claimed', `update pgboss.job set retry_count = 5 where data->>'taskId' = $1`, /its job .* is active at retry 5/],
  [
    'claimed',
    `update attempts set job_id = gen_random_uuid() where task_id = $1`,
    /its attempt 1 was claimed by the job/,
  ],
  ['pending', `delete from pgboss.job where data->>'taskId' = $1`, /is pending, but 0 jobs wait for it/],
  ['retry', `delete from pgboss.job where data->>'taskId' = $1 and state = 'created'`, /is retry, but 0 jobs wait/],
  ['pending', `update tasks set job_id = gen_random_uuid() where id = $1`, /is pending with another job/],
  [
    'pending',
    `update pgboss.job set state = 'active' where data->>'taskId' = $1`,
    /is active in .* the task is pending/,
  ],
  [
    'processing',
    `update pgboss.job set state = 'retry' where data->>'taskId' = $1`,
    /is retry in .* task is processing/,
  ],
]

describe('rows that the pipeline wrote', () => {
  test('break no invariant, in mid-run and at the end', async () => {
    expect(await brokenInvariants(sql)).toEqual([])
    await sql`update tasks set lease_until = now() - interval '1 s' where lease_until is not null`
    expect(await pipeline.sweep(0)).toBe(2)
    await sql`update tasks set run_after = now() where state = 'retry'`
    await sql`update pgboss.job set start_after = now()`
    await runAll()
    expect(await pipeline.getVideo(video)).toMatchObject({ status: 'completed' })
    expect(await brokenInvariants(sql)).toEqual([])
  })
})

describe('rows that something else broke are named', () => {
  beforeEach(() => sql`alter table tasks drop constraint if exists tasks_attempt`)

  test.each(BREAKS)('a %s task: %s', async (name, statement, sentence) => {
    await sql.unsafe(statement, [tasks[name]])
    const broken = await brokenInvariants(sql)
    expect(broken).toContainEqual(expect.stringMatching(sentence))
    expect(broken.join()).toContain(sentence.source.startsWith('^') ? 'Task none' : tasks[name])
  })

  test('a video that is complete without its tasks, or the other way round', async () => {
    await sql`update videos set status = 'completed'`
    expect(await brokenInvariants(sql)).toEqual([
      `Video ${video}: is completed, but its tasks make it processing.`,
      `Video ${video}: is completed, and 1 of its 13 planned tasks have ended well.`,
    ])
  })

  test('a dead letter that nothing failed for, is open too long, or has no message', async () => {
    const [letter] = await sql`
      insert into dead_letters (id, task_id, step, code, message, attempt, origin)
      values (gen_random_uuid(), ${tasks.pending}, 'assets', 'x', 'x', 1, '{}') returning id`
    expect(await brokenInvariants(sql)).toEqual([
      `Task ${tasks.pending}: failed for good 0 times, but has 1 dead letters.`,
      `Task ${tasks.pending}: is pending (no error), but its dead letter is open.`,
      `Dead letter ${letter?.id}: is open, but its message is not in the queue.`,
    ])
    await sql`delete from dead_letters`
    await sql`insert into pgboss.job (id, name, data) values (${letter?.id}, 'dead_letters', '{}')`
    expect(await brokenInvariants(sql)).toEqual([
      `Dead letter ${letter?.id}: is none, but its message is in the queue.`,
    ])
  })

  test('of these, moves alone can be asked for', async () => {
    await sql`delete from pgboss.job`
    expect(await illegalMoves(sql)).toEqual([])
    await sql`delete from moves where task_id = ${tasks.completed} and event = 'start'`
    expect(await illegalMoves(sql)).toHaveLength(1)
  })
})
