import { afterEach, describe, expect, test } from 'vitest'
import { brokenInvariants } from './support/invariants.ts'
import { claimOne, failure, pipeline, run, runAll, sql, submitted } from './support/pipeline-world.ts'

const anna = { by: 'anna' }
const forGood = {
  ...failure,
  outcome: 'permanent' as const,
  code: 'bad_prompt',
  message: 'no such thing',
  exitCode: 65,
}

/** A video whose storyboard has failed for good; gives its letter. */
async function failed(extra: object = {}, code = 'bad_prompt') {
  const videoId = await submitted(extra)
  const task = await claimOne('storyboard')
  await pipeline.start(task)
  await pipeline.fail(task, { ...forGood, code, log: ['line 1'], cost: 2, usage: { wallSeconds: 1 } })
  const { letters } = await pipeline.pageOfDeadLetters({}, 1, null)
  expect(letters[0]?.taskId).toBe(task.taskId)
  return { videoId, taskId: task.taskId, id: letters[0]!.id }
}

const openLetters = async () => (await pipeline.pageOfDeadLetters({}, 100, null)).letters.map(({ id }) => id)

afterEach(async () => {
  const broken = await brokenInvariants(sql)
  if (broken.length > 0) throw new Error(broken.join(' '))
  await pipeline.dropDeadLetters({}, 'test')
  for (const { id } of await sql`select id from videos where status in ('pending', 'processing')`)
    await pipeline.cancel(String(id), 'test')
})

test('a task that fails for good leaves a letter with payload, reason, attempts and origin', async () => {
  const { id, taskId, videoId } = await failed()
  const letter = await pipeline.getDeadLetter(id)
  const job = await sql`select job_id from tasks where id = ${taskId}`
  expect(letter).toMatchObject({
    ...{ id, taskId, videoId, channel: 'default', step: 'storyboard', scene: null, attempt: 1 },
    ...{ code: 'bad_prompt', message: 'no such thing', ending: null, endedAt: null },
    payload: { taskId },
    origin: { queue: 'storyboard', jobId: job[0]?.job_id as string, worker: 'w1' },
  })
  expect(letter?.task?.attempts).toMatchObject([
    {
      ...{ number: 1, worker: 'w1', outcome: 'permanent', log: ['line 1'], cost: 2, usage: { wallSeconds: 1 } },
      error: { code: 'bad_prompt', exitCode: 65, signal: null },
    },
  ])
  expect(letter?.task?.attempts[0]?.startedAt).not.toBeNull()
  expect(letter?.task?.moves.map(({ event }) => event)).toEqual(['claim', 'start', 'fail'])
})

test('a lease that runs out for the last time leaves a letter', async () => {
  await pipeline.putChannel({ id: 'once', name: 'Once', settings: { retry: { maxAttempts: 1 } } })
  await submitted({ channel: 'once' })
  const task = await claimOne('storyboard')
  await sql`update tasks set lease_until = now() - interval '1 second' where id = ${task.taskId}`
  expect(await pipeline.sweep(0)).toBe(1)
  const { letters } = await pipeline.pageOfDeadLetters({ code: 'lease_expired' }, 10, null)
  expect(letters).toMatchObject([{ taskId: task.taskId, channel: 'once', origin: { worker: 'w1' } }])
})

describe('redrive', () => {
  test('tries again as often as at first, keeps the history, and goes on to the end', async () => {
    const { id, videoId, taskId } = await failed()
    const report = await pipeline.redriveDeadLetters({ ids: [id] }, { ...anna, note: 'fixed' })
    expect(report).toEqual({
      ...{ redriven: 1, refused: 0, spreadSeconds: 0 },
      items: [{ id, taskId, done: true, afterSeconds: 0 }],
    })
    expect(await openLetters()).toEqual([])
    expect(await pipeline.getDeadLetter(id)).toMatchObject({ ending: 'redriven', endedBy: 'anna' })
    const task = await claimOne('storyboard')
    expect(task).toMatchObject({ taskId, attempt: 2, failures: 0 })
    await run(task)
    await runAll()
    expect((await pipeline.getVideo(videoId))?.status).toBe('completed')
    const history = await pipeline.getTask(taskId)
    expect(history?.moves.map(({ event }) => event)).toEqual(
      ['claim', 'start', 'fail', 'redrive', 'claim', 'start', 'succeed'], // prettier-ignore
    )
    expect(history?.moves[3]).toMatchObject({ by: 'anna', reason: 'fixed', from: 'failed', to: 'pending' })
  })

  test('may change what the task is told, and drops a checkpoint that speaks of something else', async () => {
    const videoId = await submitted()
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    await pipeline.checkpoint(task, { job: 7 })
    await pipeline.fail(task, forGood)
    const redrive = (parameters?: unknown) =>
      pipeline.redriveDeadLetters({}, { ...anna, ...(parameters === undefined ? {} : { parameters }) })
    expect((await redrive()).redriven).toBe(1)
    const again = await claimOne('storyboard')
    expect(again.checkpoint).toEqual({ job: 7 })
    await pipeline.start(again)
    await pipeline.fail(again, forGood)
    const refused = await redrive({ titel: 'x' })
    expect(refused).toMatchObject({ refused: 1, items: [{ code: 'invalid_change', faults: [{ pointer: '/titel' }] }] })
    expect(await openLetters()).toHaveLength(1)
    expect((await redrive({ title: 'Better' })).redriven).toBe(1)
    const changed = await claimOne('storyboard')
    expect(changed).toMatchObject({ checkpoint: null, parameters: { title: 'Better' }, video: { id: videoId } })
    expect(changed.parameters.scenes).toEqual(task.parameters.scenes)
    await pipeline.giveBack(changed, 'release', 'test')
  })

  test('can be seen before it is done', async () => {
    const { id, taskId, videoId } = await failed()
    const before = await pipeline.getTask(taskId)
    const preview = await pipeline.redriveDeadLetters({}, { ...anna, preview: true, perSecond: 5 })
    expect(preview).toMatchObject({ redriven: 1, items: [{ id, done: true, afterSeconds: 0 }] })
    expect(await pipeline.getTask(taskId)).toEqual(before)
    expect(await openLetters()).toEqual([id])
    expect((await pipeline.getVideo(videoId))?.status).toBe('failed')
  })

  test('of many keeps to a rate', async () => {
    const letters = [await failed(), await failed(), await failed(), await failed(), await failed()]
    const report = await pipeline.redriveDeadLetters({}, { ...anna, perSecond: 2 })
    expect(report).toMatchObject({ redriven: 5, spreadSeconds: 2 })
    expect(report.items.map((item) => item.id)).toEqual(letters.map(({ id }) => id))
    const { tasks } = await pipeline.claim({ step: 'storyboard', limit: 5, worker: 'w1', leaseSeconds: 15 })
    expect(tasks.map(({ taskId }) => taskId)).toEqual(letters.slice(0, 2).map(({ taskId }) => taskId))
    const [row] = await sql`
      select max(run_after) > now() + interval '1 second' as later from tasks where id = ${letters[4]!.taskId}`
    expect(row?.later).toBe(true)
  })

  test('of those that match a filter leaves the others', async () => {
    await pipeline.putChannel({ id: 'other', name: 'Other', settings: {} })
    const [one, two, three] = [await failed({}, 'a'), await failed({}, 'b'), await failed({ channel: 'other' }, 'a')]
    const matching = async (filter: object) =>
      (await pipeline.redriveDeadLetters(filter, { ...anna, preview: true })).items.map(({ id }) => id)
    expect(await matching({ code: 'a' })).toEqual([one.id, three.id])
    expect(await matching({ code: 'a', channel: 'default' })).toEqual([one.id])
    expect(await matching({ step: 'clips' })).toEqual([])
    expect(await matching({ since: '2100-01-01T00:00:00Z' })).toEqual([])
    expect(await matching({ until: '2100-01-01T00:00:00Z' })).toHaveLength(3)
    expect(await pipeline.deadLetterCounts({})).toEqual([
      { step: 'storyboard', code: 'a', count: 2 },
      { step: 'storyboard', code: 'b', count: 1 },
    ])
    await pipeline.redriveDeadLetters({ code: 'a' }, anna)
    expect(await openLetters()).toEqual([two.id])
  })

  test('by two people at once is done once', async () => {
    const { id } = await failed()
    const both = await Promise.all([
      pipeline.redriveDeadLetters({ ids: [id] }, anna),
      pipeline.redriveDeadLetters({ ids: [id] }, { by: 'ben' }),
    ])
    expect(both.reduce((sum, { redriven }) => sum + redriven, 0)).toBe(1)
    expect(await sql`select 1 from pgboss.job where name = 'storyboard' and state = 'created'`).toHaveLength(1)
  })

  test('leaves a letter that stands for no task', async () => {
    await sql`insert into pgboss.job (name, data) values ('storyboard', '{}')`
    await pipeline.claim({ step: 'storyboard', limit: 1, worker: 'w1', leaseSeconds: 15 })
    expect(await pipeline.redriveDeadLetters({}, anna)).toMatchObject({ redriven: 0, items: [{ code: 'no_task' }] })
    expect(await openLetters()).toHaveLength(1)
  })
})

test('a letter that is dropped is gone, and its task stays failed with its history', async () => {
  const [one, two] = [await failed(), await failed()]
  expect(await pipeline.dropDeadLetters({ ids: [one.id] }, 'anna')).toEqual({ dropped: [one.id] })
  expect(await openLetters()).toEqual([two.id])
  expect(await pipeline.getDeadLetter(one.id)).toMatchObject({ ending: 'dropped', task: { state: 'failed' } })
  expect(await pipeline.redriveDeadLetters({ ids: [one.id] }, anna)).toMatchObject({ redriven: 0, items: [] })
})

test('pages go through all letters once, also while new ones come', async () => {
  const first = [await failed(), await failed(), await failed()].map(({ id }) => id).reverse()
  const page = await pipeline.pageOfDeadLetters({}, 2, null)
  await failed()
  const rest = await pipeline.pageOfDeadLetters({}, 2, page.nextCursor)
  expect([...page.letters, ...rest.letters].map(({ id }) => id)).toEqual(first)
  expect(rest.nextCursor).toBeNull()
  await expect(pipeline.pageOfDeadLetters({}, 2, 'nonsense')).rejects.toMatchObject({ code: 'bad_cursor' })
})
