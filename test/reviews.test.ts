import { describe, expect, test } from 'vitest'
import { anna, runEach, statusOf, taskOf } from './support/decision-world.ts'
import { brokenInvariants } from './support/invariants.ts'
import { claimOne, pipeline, run, runAll, scenes, sql, submitted, success } from './support/pipeline-world.ts'

describe('a step with a gate', () => {
  async function waiting() {
    const id = await submitted({ channel: 'gated' })
    await run(await claimOne('storyboard'))
    await run(await claimOne('assets'))
    const task = (await pipeline.getVideo(id))!.tasks.find(({ state }) => state === 'awaiting_review')!
    return { id, task }
  }

  test('waits for a person, and holds nothing meanwhile', async () => {
    const { id, task } = await waiting()
    expect(task).toMatchObject({ step: 'assets', attempt: 1 })
    expect(await statusOf(id)).toEqual({ status: 'awaiting_review', ended: false })
    const composites = await sql`select 1 from tasks where video_id = ${id} and step = 'composites'`
    expect(composites).toHaveLength(0)
    await pipeline.cancel(id, 'test')
  })

  test('goes on when its result is approved, once', async () => {
    const { id, task } = await waiting()
    const both = await Promise.all([pipeline.approve(task.id, anna), pipeline.approve(task.id, { by: 'ben' })])
    expect(both.filter(({ done }) => done)).toHaveLength(1)
    expect(both.find(({ done }) => !done)).toMatchObject({ code: 'wrong_state' })
    expect(await sql`select scene from tasks where video_id = ${id} and step = 'composites'`).toHaveLength(1)
    await run(await claimOne('assets'))
    const other = await taskOf(id, 'assets', task.scene === 1 ? 2 : 1)
    expect(await pipeline.approve(other.id, { by: 'ben', note: 'fine' })).toEqual({ done: true })
    expect((await pipeline.getTask(other.id))?.moves.at(-1)).toMatchObject({
      event: 'approve',
      by: 'ben',
      reason: 'fine',
    })
    await runAll()
    expect(await statusOf(id)).toEqual({ status: 'completed', ended: true })
    expect(await brokenInvariants(sql)).toEqual([])
  })

  test('is made again with other inputs when it is rejected and revised; nobody takes over what was rejected', async () => {
    const { id, task } = await waiting()
    expect(await pipeline.revise(task.id, anna)).toMatchObject({ done: false, code: 'wrong_state' })
    expect(await pipeline.reject(task.id, { by: 'anna', note: 'too dark' })).toEqual({ done: true })
    const change = { scene: { visual: 'a bright morning' } }
    expect(await pipeline.revise(task.id, { ...anna, parameters: change })).toEqual({ done: true })
    const history = await pipeline.getTask(task.id)
    expect(history).toMatchObject({
      state: 'pending',
      parameters: { scene: { visual: 'a bright morning', sound: 'b' } },
    })
    expect(history?.attempts.map(({ outcome }) => outcome)).toEqual(['rejected'])
    const { tasks } = await pipeline.claim({ step: 'assets', limit: 2, worker: 'w1', leaseSeconds: 15 })
    const again = tasks.find(({ taskId }) => taskId === task.id)!
    expect(again).toMatchObject({ attempt: 2, reusable: null })
    await pipeline.cancel(id, 'test')
  })

  test('refuses a decision on a result that has been replaced meanwhile', async () => {
    const { id, task } = await waiting()
    await pipeline.reject(task.id, { by: 'ben' })
    await pipeline.revise(task.id, { by: 'ben' })
    const { tasks } = await pipeline.claim({ step: 'assets', limit: 2, worker: 'w1', leaseSeconds: 15 })
    for (const again of tasks) await run(again)
    const refused = await pipeline.approve(task.id, { by: 'anna', attempt: 1 })
    expect(refused).toMatchObject({ done: false, code: 'newer_attempt' })
    expect(await pipeline.approve(task.id, { by: 'anna', attempt: 2 })).toEqual({ done: true })
    await pipeline.cancel(id, 'test')
  })

  test('has what was rejected taken over by nobody, wherever it was made', async () => {
    await pipeline.putChannel({ id: 'gated', name: 'Gated', settings: { gates: { narration: {} } } })
    const same = { channel: 'gated', title: 'The same film' }
    const [first, second] = [await submitted(same), await submitted(same)]
    const exists = async () => true
    await runEach('storyboard', 2)
    await run(await claimOne('narration'))
    for (let n = 1; n < 4; n++) {
      const task = await claimOne('narration')
      await pipeline.start(task)
      if ((await pipeline.reuse(task, exists)) === 'gone') await pipeline.succeed(task, success(task))
      if (task.video.id === second) await pipeline.reject(task.taskId, anna)
    }
    const third = await submitted(same)
    await run(await claimOne('storyboard'))
    const { tasks } = await pipeline.claim({ step: 'narration', limit: 2, worker: 'w1', leaseSeconds: 15 })
    expect(tasks.map(({ reusable }) => reusable)).toEqual([null, null])
    for (const id of [first, second, third]) await pipeline.cancel(id, 'test')
  })

  test('at the storyboard keeps its scenes from the plan until they are approved, and may give others', async () => {
    await pipeline.putChannel({ id: 'gated', name: 'Gated', settings: { gates: { storyboard: {} } } })
    const id = await submitted({ channel: 'gated' })
    await run(await claimOne('storyboard'))
    const { id: storyboard } = await taskOf(id, 'storyboard')
    expect((await pipeline.getVideo(id))?.sceneCount).toBe(0)
    await pipeline.reject(storyboard, anna)
    await pipeline.revise(storyboard, anna)
    const again = await claimOne('storyboard')
    await pipeline.start(again)
    expect(await pipeline.succeed(again, { ...success(again), result: { scenes: [...scenes, scenes[0]] } })).toBe(
      'settled',
    )
    expect(await pipeline.approve(storyboard, anna)).toEqual({ done: true })
    expect((await pipeline.getVideo(id))?.sceneCount).toBe(3)
    await runAll()
    expect(await statusOf(id)).toEqual({ status: 'completed', ended: true })
    expect(await brokenInvariants(sql)).toEqual([])
  })

  test('gives no checkpoint of what was rejected and abandoned to its redrive', async () => {
    const id = await submitted({ channel: 'gated' })
    await run(await claimOne('storyboard'))
    const task = await claimOne('assets')
    await pipeline.start(task)
    await pipeline.checkpoint(task, { providerJob: 7 })
    await pipeline.succeed(task, success(task))
    await pipeline.reject(task.taskId, anna)
    await pipeline.abandon(task.taskId, anna)
    expect(await pipeline.redrive(task.taskId, anna)).toEqual({ done: true })
    const { tasks } = await pipeline.claim({ step: 'assets', limit: 2, worker: 'w1', leaseSeconds: 15 })
    expect(tasks.find(({ taskId }) => taskId === task.taskId)).toMatchObject({ checkpoint: null, reusable: null })
    await pipeline.cancel(id, 'test')
  })

  test('leaves a dead letter when it is rejected and abandoned', async () => {
    const { id, task } = await waiting()
    await pipeline.reject(task.id, anna)
    expect(await pipeline.abandon(task.id, { by: 'anna', note: 'no use' })).toEqual({ done: true })
    const { letters } = await pipeline.pageOfDeadLetters({ code: 'abandoned' }, 10, null)
    expect(letters).toMatchObject([{ taskId: task.id, message: 'no use', step: 'assets' }])
    expect(await brokenInvariants(sql)).toEqual([])
    expect(await pipeline.cancel(id, 'test')).toBe('cancelled')
    expect((await pipeline.pageOfDeadLetters({ code: 'abandoned' }, 10, null)).letters).toEqual([])
  })
})
