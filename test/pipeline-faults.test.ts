import { BUILT_IN_VOICES } from '@reelyard/core'
import { connect, type Transaction } from '@reelyard/db'
import { describe, expect, test } from 'vitest'
import {
  claimOne,
  database,
  failure,
  order,
  pipeline,
  runAll,
  scenes,
  sql,
  submitted,
  success,
} from './support/pipeline-world.ts'

describe('a storyboard that is no storyboard', () => {
  test.each([
    ['none', null],
    ['an empty one', { scenes: [] }],
    ['one with 201 scenes', { scenes: Array.from({ length: 201 }, () => scenes[0]) }],
    ['one with a move that is not decided', { scenes: [{ ...scenes[0], motion: 'auto' }] }],
    ['one with a control character', { scenes: [{ ...scenes[0], narration: 'a\u0000b' }] }],
  ])('is refused, and nothing of it is stored: %s', async (_name, result) => {
    const id = await submitted()
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    await expect(pipeline.succeed(task, { ...success(task), result })).rejects.toThrow('gave no valid scenes')
    expect(await pipeline.getVideo(id)).toMatchObject({ sceneCount: 0, tasks: [{ state: 'processing' }] })
    await pipeline.giveBack(task, 'interrupt', 'test')
    await runAll()
  })
})

describe('a channel whose stored settings are not valid', () => {
  test('fails its own tasks only, and takes no new orders', async () => {
    await pipeline.putChannel({ id: 'broken', name: 'x', settings: {} })
    const bad = await submitted({ channel: 'broken', priority: 'high' })
    const good = await submitted()
    await sql`update channels set settings = '{"retry": "never"}' where id = 'broken'`
    const { tasks } = await pipeline.claim({ step: 'storyboard', limit: 2, worker: 'w1', leaseSeconds: 15 })
    expect(tasks.map((task) => [task.video.id, task.channel.fault === null])).toEqual([
      [bad, false],
      [good, true],
    ])
    for (const task of tasks) await pipeline.giveBack(task, 'release', 'test')
    const refused = await pipeline.submit({ ...order, channel: 'broken' }, BUILT_IN_VOICES)
    expect(refused.faults).toMatchObject([{ pointer: '/channel', code: 'unknown_channel' }])
    await pipeline.putChannel({ id: 'broken', name: 'x', settings: {} })
    await runAll()
  })

  test('that a newer version wrote are read as far as they are known', async () => {
    await sql`update channels set settings = '{"voice": "rms", "newer": true}' where id = 'broken'`
    await submitted({ channel: 'broken' })
    const task = await claimOne('storyboard')
    expect(task.channel).toMatchObject({ fault: null, settings: { voice: 'rms' } })
    await pipeline.giveBack(task, 'release', 'test')
    await runAll()
  })
})

describe('words that Postgres cannot hold', () => {
  test('in a failure, a checkpoint and a log are stored with a mark in their place', async () => {
    const id = await submitted()
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    await pipeline.checkpoint(task, { 'a\u0000': 'b\u0000', c: '\ud800' })
    await pipeline.fail(task, { ...failure, outcome: 'permanent', message: 'x\u0000\udfff', log: ['\u0000'] })
    expect((await pipeline.getVideo(id))?.tasks[0]).toMatchObject({
      state: 'failed',
      error: { message: 'x\uFFFD\uFFFD' },
    })
    const [row] = await sql`select checkpoint from tasks where id = ${task.taskId}`
    expect(row?.checkpoint).toEqual({ 'a\uFFFD': 'b\uFFFD', c: '\uFFFD' })
  })
})

describe('a transaction', () => {
  test('takes no statement once it is over', async () => {
    const db = await connect(database.url, 'test')
    let kept: Transaction | undefined
    await db.transaction('test', async (tx) => void (kept = tx))
    await expect(kept!.executeSql('select 1')).rejects.toThrow('The transaction is over.')
    await db.close()
  })

  test('of several statements in one text leaves its connection as it found it, also when it fails', async () => {
    const db = await connect(database.url, 'test')
    await expect(db.executeSql('BEGIN; select 1 / 0; COMMIT')).rejects.toThrow('division by zero')
    for (let index = 0; index < 20; index++) await db.executeSql('select 1')
    await db.close()
  })
})
