/** A real worker of one slot, beside results that wait for people. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { openPipeline } from '@reelyard/pipeline'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { freshDatabase } from './support/database.ts'
import { noopChannel } from './support/noop-channel.ts'
import { testPipelineOptions } from './support/pipeline-options.ts'
import { startWorker } from './support/worker-process.ts'

const soon = { timeout: 60_000, interval: 50 }

test('what waits holds no slot of a worker, and a worker decides what is due', async () => {
  const database = await freshDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'review-waiting-'))
  const sql = postgres(database.url, { max: 1 })
  const pipeline = await openPipeline(testPipelineOptions(database.url))
  const worker = await startWorker('w1', { databaseUrl: database.url, folder, args: ['--concurrency', '1'] })
  try {
    const { settings, ...channel } = noopChannel('gated', 1)
    const gates = { storyboard: { timeoutSeconds: 60, onTimeout: 'approve' } }
    await pipeline.putChannel({ ...channel, settings: { ...settings, gates } })
    const order = async () =>
      (await pipeline.submit({ title: randomUUID(), brief: 'b', channel: 'gated' }, BUILT_IN_VOICES)).videoId!
    const videos = [await order(), await order(), await order()]
    const states = async () => (await sql`select state from tasks order by id`).map(({ state }) => String(state))
    await expect.poll(states, soon).toEqual(Array(3).fill('awaiting_review'))
    expect(await pipeline.workers()).toMatchObject([{ name: 'w1', running: 0, slots: 1 }])
    const jobs = await sql`select from pgboss.job where name = 'storyboard' and state in ('created', 'retry', 'active')`
    expect(jobs).toHaveLength(0)

    await sql`update tasks set finished_at = finished_at - interval '2 minutes', review_due_at = now()`
    for (const id of videos) {
      await expect.poll(async () => (await pipeline.getVideo(id))?.status, soon).toBe('completed')
    }
    const deciders = await sql`select distinct moved_by as by from moves where event = 'approve'`
    expect(deciders).toEqual([{ by: 'policy' }])
  } finally {
    await worker.stop()
    await pipeline.close()
    await sql.end()
    await rm(folder, { recursive: true, force: true })
    await database.drop()
  }
})
