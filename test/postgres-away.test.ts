/** Postgres dies under a worker while a script runs, and comes back. */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { migrate, openPipeline } from '@reelyard/pipeline'
import { expect, onTestFinished, test } from 'vitest'
import { startCrashablePostgres } from './chaos/crashable-postgres.ts'
import { holdScripts } from './support/held-scripts.ts'
import { fixture, noopChannel } from './support/noop-channel.ts'
import { testPipelineOptions } from './support/pipeline-options.ts'
import { startWorker } from './support/worker-process.ts'

const soon = { timeout: 60_000, interval: 50 }

test('a script runs on while Postgres is dead; its result is stored when it is back, and work goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  // Started by root, Postgres runs as another user.
  await chmod(folder, 0o711)
  const postgres = await startCrashablePostgres(join(folder, 'postgres'))
  onTestFinished(postgres.stop)
  await migrate(postgres.url)
  const scripts = await holdScripts()
  onTestFinished(scripts.close)
  const argv = [process.execPath, fixture('storyboard-on-release.mjs'), String(scripts.port)]
  let pipeline = await openPipeline(testPipelineOptions(postgres.url))
  await pipeline.putChannel(noopChannel('held', 1, { storyboard: argv }))
  const order = { title: 'Held', brief: 'b', channel: 'held' }
  const { videoId } = await pipeline.submit(order, BUILT_IN_VOICES)
  await pipeline.close()

  const worker = await startWorker('worker-1', {
    databaseUrl: postgres.url,
    folder,
    // So long a poll that only what LISTEN brings makes it claim.
    args: ['--lease-seconds', '120', '--poll-seconds', '600'],
  })
  onTestFinished(async () => void (await worker.stop()))
  await expect.poll(scripts.count, soon).toBe(1)
  await postgres.crash()
  scripts.release()
  const told = () => worker.log.filter(({ message }) => message === 'could not store the result; trying again')
  await expect.poll(() => told().length, soon).toBeGreaterThan(2)
  await postgres.start()

  pipeline = await openPipeline(testPipelineOptions(postgres.url))
  onTestFinished(() => pipeline.close())
  await expect.poll(async () => (await pipeline.getVideo(videoId!))?.status, soon).toBe('completed')
  const video = await pipeline.getVideo(videoId!)
  expect(video?.tasks.map(({ attempt }) => attempt)).toEqual(video?.tasks.map(() => 1))
  // Its LISTEN is back too.
  const next = await pipeline.submit({ ...order, title: 'Next' }, BUILT_IN_VOICES)
  await expect.poll(scripts.count, soon).toBe(1)
  scripts.release()
  await expect.poll(async () => (await pipeline.getVideo(next.videoId!))?.status, soon).toBe('completed')
  expect(await worker.stop()).toBe(0)
})
