import { GOOD_ENDS } from '@reelyard/core'
import { InvalidResultError } from '@reelyard/pipeline'
import { describe, expect, test } from 'vitest'
import { anna, finished, runEach, runWith, statusOf, taskOf } from './support/decision-world.ts'
import { brokenInvariants } from './support/invariants.ts'
import { claimOne, pipeline, run, runAll, scenes, sql, submitted, success } from './support/pipeline-world.ts'

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
    await runEach(['assets', 'composites', 'narration'], scenes.length)
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
    await runEach(['assets', 'composites', 'narration', 'clips', 'sound_effects'], scenes.length)
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
    await runEach(['assets', 'composites', 'narration', 'clips', 'sound_effects'], scenes.length)
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
      for (let n = 0; n < scenes.length; n++) await runWith(await claimOne(step), 'a')
    await pipeline.redo((await taskOf(id, 'narration', 1)).id, anna)
    await runEach('sound_effects', scenes.length)
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
    ['a number to one without end', { format: { fps: Infinity } }, '/format/fps', 'wrong_type'],
    ['more than it may hold', { scene: { visual: 'x'.repeat(300_000) } }, '', 'too_long'],
  ])('cannot change %s', async (_what, parameters, pointer, code) => {
    const id = await finished()
    const { id: task } = await taskOf(id, 'assets', 1)
    const refused = await pipeline.redo(task, { ...anna, parameters })
    expect(refused).toMatchObject({ done: false, code: 'invalid_change', faults: [{ pointer, code }] })
    expect((await taskOf(id, 'assets', 1)).state).toBe('completed')
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
