import { GOOD_ENDS, type StepName } from '@reelyard/core'
import { InvalidResultError, type ClaimedTask } from '@reelyard/pipeline'
import { beforeEach, describe, expect, test } from 'vitest'
import { brokenInvariants } from './support/invariants.ts'
import { claimOne, pipeline, run, runAll, scenes, sql, submitted, success } from './support/pipeline-world.ts'

const anna = { by: 'anna' }

beforeEach(async () => {
  await pipeline.putChannel({ id: 'plain', name: 'Plain', settings: {} })
  await pipeline.putChannel({ id: 'gated', name: 'Gated', settings: { gates: { assets: {} } } })
})

async function taskOf(videoId: string, step: StepName, scene: number | null = null) {
  const video = await pipeline.getVideo(videoId)
  const task = video?.tasks.find((one) => one.step === step && one.scene === scene)
  expect(task).toBeDefined()
  return task!
}

async function statusOf(videoId: string) {
  const [row] = await sql`select status, ended_at is not null as ended from videos where id = ${videoId}`
  return row
}

/** Settles with a file of its own, so that who reads it has other inputs than before. */
async function runWith(task: ClaimedTask, sha: string): Promise<void> {
  expect(await pipeline.start(task)).toBe(true)
  const made = success(task)
  const artifacts = made.artifacts.map((artifact) => ({ ...artifact, sha256: sha.repeat(64), role: roleOf(task.step) }))
  expect(await pipeline.succeed(task, { ...made, artifacts })).toBe('settled')
}

function roleOf(step: StepName): string {
  return { composites: 'composite', clips: 'clip', narration: 'timing' }[step as string] ?? 'any'
}

async function finished(channel = 'plain'): Promise<string> {
  const id = await submitted({ channel })
  await runAll()
  expect(await statusOf(id)).toEqual({ status: 'completed', ended: true })
  return id
}

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
    for (const _video of [first, second]) await run(await claimOne('storyboard'))
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

describe('redo', () => {
  test('makes it again without change, and nothing else where it comes out the same', async () => {
    const id = await finished()
    const asset = await taskOf(id, 'assets', 1)
    expect(await pipeline.redo(asset.id, anna)).toEqual({ done: true })
    expect(await statusOf(id)).toEqual({ status: 'processing', ended: false })
    const again = await claimOne('assets')
    expect(again).toMatchObject({ taskId: asset.id, attempt: 2, reusable: null, checkpoint: null })
    await run(again)
    expect(await statusOf(id)).toEqual({ status: 'completed', ended: true })
    expect(await brokenInvariants(sql)).toEqual([])
  })

  test('makes again what depends on it, step by step, and nothing of other scenes', async () => {
    const id = await finished()
    await pipeline.redo((await taskOf(id, 'composites', 1)).id, anna)
    await runWith(await claimOne('composites'), 'b')
    const ran = await runAll()
    expect(ran).toEqual(['clips 1'])
    await pipeline.redo((await taskOf(id, 'clips', 1)).id, anna)
    await runWith(await claimOne('clips'), 'c')
    // assembly reads the clip, publish what assembly makes: the same file as before, so it stays.
    expect(await runAll()).toEqual(['assembly'])
    expect(await statusOf(id)).toEqual({ status: 'completed', ended: true })
    expect(await brokenInvariants(sql)).toEqual([])
  })

  test('takes a dependent from the worker that runs it on the old inputs', async () => {
    const id = await submitted({ channel: 'plain' })
    await run(await claimOne('storyboard'))
    const { tasks: assets } = await pipeline.claim({ step: 'assets', limit: 2, worker: 'w1', leaseSeconds: 15 })
    for (const asset of assets) await run(asset)
    const { tasks: composites } = await pipeline.claim({ step: 'composites', limit: 2, worker: 'w1', leaseSeconds: 15 })
    const first = composites.find(({ scene }) => scene === 1)!
    await pipeline.start(first)
    await pipeline.redo((await taskOf(id, 'assets', 1)).id, anna)
    await runWith(await claimOne('assets', 'w2'), 'd')
    expect(await pipeline.succeed(first, success(first))).toBe('lost')
    const again = await claimOne('composites', 'w2')
    expect(again).toMatchObject({ taskId: first.taskId, attempt: 2, failures: 0 })
    expect(again.inputs).toMatchObject([{ sha256: 'd'.repeat(64) }])
    expect(await brokenInvariants(sql)).toEqual([])
    await pipeline.cancel(id, 'test')
  })

  test('of the storyboard keeps the number of scenes', async () => {
    const id = await finished()
    await pipeline.redo((await taskOf(id, 'storyboard')).id, anna)
    const again = await claimOne('storyboard')
    await pipeline.start(again)
    const three = { ...success(again), result: { scenes: [...scenes, scenes[0]] } }
    await expect(pipeline.succeed(again, three)).rejects.toThrow(InvalidResultError)
    const [one, two] = scenes
    const other = { ...success(again), result: { scenes: [one, { ...two, narration: 'Other words.' }] } }
    expect(await pipeline.succeed(again, other)).toBe('settled')
    expect(await runAll()).toEqual(['assets 2', 'narration 2'])
    expect(await statusOf(id)).toEqual({ status: 'completed', ended: true })
    expect(await brokenInvariants(sql)).toEqual([])
  })

  test('of the storyboard tells all that comes after what has changed for it', async () => {
    const id = await finished()
    await pipeline.redo((await taskOf(id, 'storyboard')).id, anna)
    const again = await claimOne('storyboard')
    await pipeline.start(again)
    const [one, two] = scenes
    const moving = { ...success(again), result: { scenes: [{ ...one, motion: 'push_in' }, two] } }
    expect(await pipeline.succeed(again, moving)).toBe('settled')
    // The picture comes out the same, but what is made of it moves now.
    expect(await runAll()).toEqual(['assets 1', 'composites 1', 'clips 1'])
    const { id: clips } = await taskOf(id, 'clips', 1)
    expect((await pipeline.getTask(clips))?.parameters.motion).toBe('push_in')
    expect(await brokenInvariants(sql)).toEqual([])
  })

  test('of the storyboard there and back leaves what was there', async () => {
    const id = await finished()
    const storyboard = await taskOf(id, 'storyboard')
    const makeScenes = async (motion: string) => {
      await pipeline.redo(storyboard.id, anna)
      const again = await claimOne('storyboard')
      await pipeline.start(again)
      const [one, two] = scenes
      await pipeline.succeed(again, { ...success(again), result: { scenes: [{ ...one, motion }, two] } })
    }
    await makeScenes('push_in')
    await makeScenes('still')
    await runAll()
    for (const step of ['composites', 'clips'] as const)
      expect((await pipeline.getTask((await taskOf(id, step, 1)).id))?.parameters.motion).toBe('still')
    expect(await statusOf(id)).toEqual({ status: 'completed', ended: true })
    expect(await brokenInvariants(sql)).toEqual([])
  })

  test('of the storyboard leaves what runs on the old words true to them, and makes it again after', async () => {
    const id = await submitted({ channel: 'plain' })
    await run(await claimOne('storyboard'))
    for (const step of ['assets', 'composites', 'narration'] as const)
      for (const _scene of scenes) await run(await claimOne(step))
    const { tasks: clips } = await pipeline.claim({ step: 'clips', limit: 2, worker: 'w1', leaseSeconds: 15 })
    const clip = clips.find(({ scene }) => scene === 1)!
    await pipeline.start(clip)
    await pipeline.checkpoint(clip, { providerJobFor: 'still' })
    await pipeline.redo((await taskOf(id, 'storyboard')).id, anna)
    const again = await claimOne('storyboard')
    await pipeline.start(again)
    const [one, two] = scenes
    await pipeline.succeed(again, { ...success(again), result: { scenes: [{ ...one, motion: 'pan_left' }, two] } })
    await pipeline.giveBack(clip, 'interrupt', 'drain')
    const next = await claimOne('clips', 'w2')
    expect(next).toMatchObject({ parameters: { motion: 'still' }, checkpoint: { providerJobFor: 'still' } })
    await run(next)
    await run(clips.find(({ scene }) => scene === 2)!)
    await runAll()
    expect((await pipeline.getTask(clip.taskId))?.parameters.motion).toBe('pan_left')
    expect(await statusOf(id)).toEqual({ status: 'completed', ended: true })
    expect(await brokenInvariants(sql)).toEqual([])
  })

  test('keeps a film in while anything of it is being made again', async () => {
    const id = await submitted({ channel: 'plain' })
    await run(await claimOne('storyboard'))
    for (const step of ['assets', 'composites', 'narration', 'clips', 'sound_effects'] as const)
      for (const _scene of scenes) await run(await claimOne(step))
    await pipeline.redo((await taskOf(id, 'composites', 1)).id, anna)
    await run(await claimOne('assembly'))
    expect((await pipeline.getVideo(id))?.tasks.map(({ step }) => step)).not.toContain('publish')
    expect(await runAll()).toEqual(['composites 1', 'publish'])
    expect(await statusOf(id)).toEqual({ status: 'completed', ended: true })
    expect(await brokenInvariants(sql)).toEqual([])
  })

  test('does not let a film out in whose place another is being assembled', async () => {
    const id = await submitted({ channel: 'plain' })
    await run(await claimOne('storyboard'))
    for (const step of ['assets', 'composites', 'narration', 'clips', 'sound_effects'] as const)
      for (const _scene of scenes) await run(await claimOne(step))
    await pipeline.redo((await taskOf(id, 'narration', 1)).id, anna)
    await run(await claimOne('assembly'))
    const narration = await claimOne('narration')
    await pipeline.start(narration)
    const speech = { role: 'speech', sha256: 'e'.repeat(64), bytes: 1, mediaType: 'audio/wav' }
    await pipeline.succeed(narration, { ...success(narration), artifacts: [speech] })
    expect((await taskOf(id, 'assembly')).state).toBe('pending')
    expect((await pipeline.getVideo(id))?.tasks.map(({ step }) => step)).not.toContain('publish')
    expect(await runAll()).toEqual(['assembly', 'publish'])
    expect(await brokenInvariants(sql)).toEqual([])
  })

  test('opens a changed publish no sooner than all else has ended', async () => {
    const id = await finished()
    await pipeline.redo((await taskOf(id, 'publish')).id, { ...anna, parameters: { title: 'Changed by hand' } })
    expect(await runAll()).toEqual(['publish'])
    await pipeline.redo((await taskOf(id, 'assets', 1)).id, anna)
    await pipeline.redo((await taskOf(id, 'storyboard')).id, anna)
    await run(await claimOne('storyboard'))
    expect((await taskOf(id, 'publish')).state).toBe('completed')
    expect(await runAll()).toEqual(['assets 1', 'publish'])
    expect(await statusOf(id)).toEqual({ status: 'completed', ended: true })
  })

  test('never has anything planned from what is being made again', async () => {
    const id = await submitted({ channel: 'plain' })
    await run(await claimOne('storyboard'))
    for (const step of ['assets', 'composites', 'narration', 'clips'] as const)
      for (const _scene of scenes) await runWith(await claimOne(step), 'a')
    await pipeline.redo((await taskOf(id, 'narration', 1)).id, anna)
    for (const _scene of scenes) await run(await claimOne('sound_effects'))
    await runWith(await claimOne('narration'), 'b')
    expect((await pipeline.getVideo(id))?.tasks.map(({ step }) => step)).not.toContain('assembly')
    expect(await runAll()).toEqual(['clips 1', 'assembly', 'publish'])
    expect(await brokenInvariants(sql)).toEqual([])
  })

  test.each([
    ['what is not there', { scene: { smell: 'roses' } }, '/scene/smell', 'unknown_field'],
    ['the type of a value', { scene: { visual: 7 } }, '/scene/visual', 'wrong_type'],
    ['a value to nothing', { scene: null }, '/scene', 'wrong_type'],
    ['a text to a very long one', { scene: { visual: 'x'.repeat(10_001) } }, '/scene/visual', 'too_long'],
    ['a text to one that cannot be stored', { scene: { visual: 'a\u0000b' } }, '/scene/visual', 'control_characters'],
    ['all of it', 'x', '', 'wrong_type'],
    ['its prototype', JSON.parse('{"__proto__": {"visual": "x"}}'), '/__proto__', 'unknown_field'],
    ['a number to one without end', { format: { fps: 1e999 } }, '/format/fps', 'wrong_type'],
    ['more than it may hold', { scene: { visual: 'x'.repeat(300_000) } }, '', 'too_long'],
  ])('cannot change %s', async (_what, parameters, pointer, code) => {
    const id = await finished()
    const { id: task } = await taskOf(id, 'assets', 1)
    const refused = await pipeline.redo(task, { ...anna, parameters })
    expect(refused).toMatchObject({ done: false, code: 'invalid_change', faults: [{ pointer, code }] })
    expect((await taskOf(id, 'assets', 1)).state).toBe('completed')
  })
})

describe('cancel', () => {
  test('ends all that waits or runs, for good', async () => {
    const id = await submitted({ channel: 'plain' })
    await run(await claimOne('storyboard'))
    const held = await claimOne('assets')
    await pipeline.start(held)
    expect(await pipeline.cancel(id, 'anna', 'wrong text')).toBe('cancelled')
    expect(await statusOf(id)).toEqual({ status: 'cancelled', ended: true })
    expect(await pipeline.succeed(held, success(held))).toBe('lost')
    expect(await runAll()).toEqual([])
    const history = await pipeline.getTask(held.taskId)
    expect(history).toMatchObject({ state: 'failed', error: { code: 'cancelled', message: 'wrong text' } })
    expect(history?.attempts).toMatchObject([{ outcome: 'cancelled', late: true }])
    expect(await pipeline.redrive(held.taskId, anna)).toMatchObject({ done: false, code: 'video_cancelled' })
    expect(await pipeline.cancel(id, 'anna')).toBe('ended')
    expect(await brokenInvariants(sql)).toEqual([])
  })

  test('refuses what has ended, and what there is not', async () => {
    expect(await pipeline.cancel(await finished(), 'anna')).toBe('ended')
    expect(await pipeline.cancel('00000000-0000-4000-8000-000000000000', 'anna')).toBe('unknown_video')
  })

  test('loses no task to a claim at the same moment', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => submitted({ channel: 'plain' })))
    await Promise.all([
      ...ids.map((id) => pipeline.cancel(id, 'anna')),
      ...ids.map(() =>
        pipeline.claim({ step: 'storyboard', limit: 2, worker: 'w1', leaseSeconds: 15 }).catch(() => null),
      ),
    ])
    for (const id of ids) expect((await statusOf(id))?.status).toBe('cancelled')
    expect(await brokenInvariants(sql)).toEqual([])
  })
})

test('a video is complete only while nothing of it is being made again', async () => {
  const id = await finished()
  const { id: publish } = await taskOf(id, 'publish')
  await pipeline.redo(publish, anna)
  expect((await statusOf(id))?.status).toBe('processing')
  await runAll()
  expect((await statusOf(id))?.status).toBe('completed')
  expect(GOOD_ENDS).toContain((await taskOf(id, 'publish')).state)
})
