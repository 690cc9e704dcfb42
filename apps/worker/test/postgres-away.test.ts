/** The connection is cut in the middle of a transaction, as by a restart of Postgres: nothing of the pipeline stands in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claiming, expectClaimed } from './claim-loop-world.ts'
import { bad, good, run } from './task-run.ts'
import { endOf, openWorld, type World } from './world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
})

afterEach(() => world.close())

describe('a connection that is cut in a transaction', () => {
  it('costs a claim nothing but the time until the next poll', async () => {
    const videoId = await world.submit()
    const { loop, claimed, log } = claiming({ pipeline: world.pipeline, pollMs: 20 })
    await world.cutOff(() => loop.start())
    await expectClaimed(claimed, 1)
    await loop.stop()
    expect(log).toEqual([expect.objectContaining({ level: 'error' })])
    expect(claimed[0]).toMatchObject({ video: { id: videoId }, attempt: 1 })
    expect(await endOf(world, claimed[0]!)).toMatchObject({ state: 'claimed', outcomes: [null] })
  })

  it.each([
    ['good', good, { state: 'completed', failures: 0, outcomes: ['succeeded'] }],
    ['bad', bad, { state: 'retry', failures: 1, outcomes: ['temporary'] }],
  ])('delays the settling of a %s result, which then happens once', async (_what, result, end) => {
    const task = await world.claimedStoryboard()
    const [running, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const execute = async () => {
      running.resolve()
      await release.promise
      return result
    }
    const ended = run({ pipeline: world.pipeline, task, execute })
    await running.promise
    await world.cutOff(release.resolve)
    await ended
    expect(await endOf(world, task)).toMatchObject({ attempt: 1, ...end })
  })

  it('delays the settling while Postgres takes no writes, until there is a primary again', async () => {
    const task = await world.claimedStoryboard()
    const [running, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const refused = Promise.withResolvers<void>()
    const execute = async () => {
      running.resolve()
      await release.promise
      return good
    }
    const succeed: typeof world.pipeline.succeed = (...asked) =>
      world.pipeline.succeed(...asked).catch((error: unknown) => {
        if ((error as { code?: string }).code === '25006') refused.resolve()
        throw error
      })
    const ended = run({ pipeline: { ...world.pipeline, succeed }, task, execute })
    await running.promise
    await world.sql.unsafe(`
      do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$;
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and application_name = 'worker under test'`)
    release.resolve()
    await refused.promise
    const promote = `
      do $$ begin execute format('alter database %I reset default_transaction_read_only', current_database()); end $$`
    await world.sql.begin('read write', (tx) => tx.unsafe(promote))
    await ended
    expect(await endOf(world, task)).toMatchObject({ state: 'completed', attempt: 1, outcomes: ['succeeded'] })
  })

  it('takes no connection away from the pool for good', async () => {
    await world.submit()
    const claim = () => world.pipeline.claim({ step: 'storyboard', limit: 1, worker: 'worker-1', leaseSeconds: 15 })
    // More often than the pool has connections.
    for (let cut = 0; cut < 12; cut++) {
      let refused: Promise<unknown> | undefined
      await world.cutOff(() => (refused = claim().catch((error: unknown) => error)))
      expect(await refused).toBeInstanceOf(Error)
    }
    expect((await claim()).tasks).toHaveLength(1)
  })
})
