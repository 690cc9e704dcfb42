/** What the policy of a gate does where nobody decides in time. */
import { afterEach, describe, expect, test } from 'vitest'
import { statusOf, taskOf } from './support/decision-world.ts'
import { brokenInvariants } from './support/invariants.ts'
import { claimOne, pipeline, run, sql, submitted } from './support/pipeline-world.ts'
import { testPipelineOptions } from './support/pipeline-options.ts'
import { openPipeline } from '@reelyard/pipeline'

afterEach(async () => {
  const broken = await brokenInvariants(sql)
  if (broken.length > 0) throw new Error(broken.join(' '))
  for (const { id } of await sql`select id from videos where status not in ('cancelled', 'completed')`)
    await pipeline.cancel(String(id), 'test')
})

const HOUR = { timeoutSeconds: 3_600 }

function gate(policy: object | null): Promise<void> {
  const gates = policy ? { storyboard: policy } : {}
  return pipeline.putChannel({ id: 'timed', name: 'Timed', settings: { gates } })
}

/** A storyboard that has waited for so long. */
async function waiting(policy: object, hours: number) {
  await gate(policy)
  const videoId = await submitted({ channel: 'timed' })
  const claimed = await claimOne('storyboard')
  await run(claimed)
  const { taskId } = claimed
  await sql`
    update tasks set finished_at = finished_at - make_interval(hours => ${hours}),
                     review_due_at = review_due_at - make_interval(hours => ${hours}) where id = ${taskId}`
  return { videoId, taskId }
}

async function dueAt(taskId: string) {
  const [row] = await sql`select review_due_at - finished_at as wait from tasks where id = ${taskId}`
  return row?.wait as unknown
}

describe('a result that nobody decides on in time', () => {
  test.each([
    ['approve', 'approved', 'processing'],
    ['reject', 'rejected', 'awaiting_review'],
  ])('is decided as the policy says: %s', async (onTimeout, state, status) => {
    const { videoId, taskId } = await waiting({ ...HOUR, onTimeout }, 2)
    expect(await pipeline.decideDueReviews()).toBe(1)
    const task = await pipeline.getTask(taskId)
    expect(task?.state).toBe(state)
    const reason = 'Nobody had decided within 3600 seconds.'
    expect(task?.moves.at(-1)).toMatchObject({ event: onTimeout, by: 'policy', reason })
    const [event] = await sql`select data from events where type = ${`task.${state}`} and task_id = ${taskId}`
    expect(event?.data).toMatchObject({ event: onTimeout, by: 'policy' })
    expect((await statusOf(videoId))?.status).toBe(status)
    const planned = await sql`select from tasks where video_id = ${videoId} and step = 'narration'`
    expect(planned).toHaveLength(onTimeout === 'approve' ? 2 : 0)
    expect(await pipeline.decideDueReviews()).toBe(0)
  })

  test('is decided once, by one of many that look at the same time', async () => {
    const tasks = []
    for (let n = 0; n < 5; n++) tasks.push(await waiting({ ...HOUR, onTimeout: 'approve' }, 2))
    const others = await Promise.all([1, 2, 3].map(() => openPipeline(testPipelineOptions(pipeline.databaseUrl))))
    try {
      let decided = 0
      while (decided < 5) {
        for (const count of await Promise.all(others.map((each) => each.decideDueReviews()))) decided += count
      }
      expect(decided).toBe(5)
      const moves = await sql`
        select task_id from moves where event = 'approve' and task_id in ${sql(tasks.map(({ taskId }) => taskId))}`
      expect(moves).toHaveLength(5)
    } finally {
      for (const each of others) await each.close()
    }
  })

  test('waits on where its time has not come, or the policy waits', async () => {
    const early = await waiting({ ...HOUR, onTimeout: 'approve' }, 0)
    expect(await dueAt(early.taskId)).toBe('01:00:00')
    for (const policy of [{}, HOUR, { ...HOUR, onTimeout: 'wait' }]) {
      expect(await dueAt((await waiting(policy, 2)).taskId)).toBeNull()
    }
    expect(await pipeline.decideDueReviews()).toBe(0)
  })

  test.each([
    ['waits, where the gate is gone', null, null],
    ['waits, where the policy waits now', { ...HOUR }, null],
    ['waits longer, where the policy is more patient now', { timeoutSeconds: 86_400, onTimeout: 'approve' }, '1 day'],
  ])('goes by the policy as it is then: %s', async (_name, policy, wait) => {
    const { taskId } = await waiting({ ...HOUR, onTimeout: 'approve' }, 2)
    await gate(policy)
    expect(await pipeline.decideDueReviews()).toBe(0)
    expect((await pipeline.getTask(taskId))?.state).toBe('awaiting_review')
    expect(await dueAt(taskId)).toBe(wait)
  })

  test('is decided otherwise, where the policy says another thing by then', async () => {
    const { taskId } = await waiting({ ...HOUR, onTimeout: 'approve' }, 2)
    await gate({ ...HOUR, onTimeout: 'reject' })
    expect(await pipeline.decideDueReviews()).toBe(1)
    expect((await pipeline.getTask(taskId))?.state).toBe('rejected')
  })

  test('is a person’s where that one came first', async () => {
    const { videoId, taskId } = await waiting({ ...HOUR, onTimeout: 'reject' }, 2)
    const [decided] = await Promise.all([pipeline.approve(taskId, { by: 'anna' }), pipeline.decideDueReviews()])
    const { state } = await taskOf(videoId, 'storyboard')
    expect(state).toBe(decided.done ? 'approved' : 'rejected')
    const moves = await sql`select from moves where task_id = ${taskId} and event in ('approve', 'reject')`
    expect(moves).toHaveLength(1)
  })
})

describe('a policy that cannot be read, as after a newer version was taken back', () => {
  test('lets nobody decide, and nothing by itself, until it can be', async () => {
    const { taskId } = await waiting({ ...HOUR, onTimeout: 'approve' }, 2)
    const settings = JSON.stringify({ gates: { storyboard: { onTimeout: 'as a newer version has it' } } })
    await sql.unsafe(`update channels set settings = '${settings}' where id = 'timed'`)
    const anna = { by: 'anna', reviewer: { key: 'anna', channels: null } }
    expect(await pipeline.approve(taskId, anna)).toMatchObject({ done: false, code: 'not_a_decider' })
    expect(await pipeline.decideDueReviews()).toBe(0)
    expect((await pipeline.getTask(taskId))?.state).toBe('awaiting_review')
    await gate({})
    expect(await pipeline.approve(taskId, anna)).toEqual({ done: true })
  })
})
