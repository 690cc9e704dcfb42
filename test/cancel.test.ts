import { describe, expect, test } from 'vitest'
import { anna, finished, statusOf } from './support/decision-world.ts'
import { brokenInvariants } from './support/invariants.ts'
import { claimOne, pipeline, run, runAll, sql, submitted, success } from './support/pipeline-world.ts'

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
