import type { Pipeline } from '@reelyard/pipeline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSweeper } from '../src/sweeper.ts'
import { createWorker, type Worker } from '../src/worker.ts'
import { good } from './task-run.ts'
import { claiming } from './claim-loop-world.ts'
import { openWorld, recordingLogger, settled, soon, type World } from './world.ts'

let world: World
let stops: (() => Promise<void>)[]

beforeEach(async () => {
  world = await openWorld()
  stops = [world.close]
})

afterEach(async () => {
  for (const stop of stops.toReversed()) await stop()
})

function setup(extra: Partial<Pipeline>): Worker {
  const worker = createWorker({
    pipeline: { ...world.pipeline, ...extra },
    execute: async () => good,
    exists: async () => true,
    name: 'worker-1',
    steps: ['storyboard'],
    concurrency: 5,
    maxInputBytes: 10,
    leaseSeconds: 15,
    pollMs: 3_600_000,
    drainMs: 1_000,
    listen: true,
    logger: recordingLogger().logger,
  })
  stops.push(worker.stop)
  return worker
}

describe('a worker that is told to stop while it starts', () => {
  it('claims nothing any more, though what its start waited for comes then', async () => {
    await world.submit()
    const [asked, mayListen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let claims = 0
    const worker = setup({
      listenForReady: async (...wanted) => {
        asked.resolve()
        await mayListen.promise
        return world.pipeline.listenForReady(...wanted)
      },
      claim: (request) => (claims++, world.pipeline.claim(request)),
    })
    const starting = worker.start()
    await asked.promise
    await worker.stop()
    mayListen.resolve()
    await starting
    await settled()
    expect(claims).toBe(0)
    expect([...(await world.sql`select state from tasks`)]).toEqual([{ state: 'pending' }])
  })
})

describe('what was stopped once', () => {
  it('is a claim loop that claims nothing, also when it is started', async () => {
    await world.submit()
    const { loop, claimed } = claiming({ pipeline: world.pipeline, pollMs: 5 })
    await loop.stop()
    await loop.start()
    loop.wake()
    await loop.stop()
    expect(claimed).toEqual([])
  })

  it('is a sweeper that does not sweep, also when it is started', async () => {
    const swept: string[] = []
    const sweeping = (name: string) => {
      const note = async () => swept.push(name)
      const asked = {
        sweep: note,
        ping: world.pipeline.ping,
        forgetDeadWorkers: note,
        forgetOldEvents: note,
        buryForgotten: note,
        decideDueReviews: note,
      }
      const sweeper = createSweeper(asked, 20, recordingLogger().logger)
      stops.push(sweeper.stop)
      return sweeper
    }
    const stopped = sweeping('stopped')
    await stopped.stop()
    await stopped.start()
    await sweeping('running').start()
    // It was started later and sweeps as often.
    await expect.poll(() => swept.length, soon).toBeGreaterThan(5)
    expect(swept).not.toContain('stopped')
  })
})
