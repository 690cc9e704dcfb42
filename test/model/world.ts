/** The real pipeline on a real Postgres, and what the simulated workers hold in their hands. */
import { openPipeline, type ClaimedTask, type Pipeline } from '@reelyard/pipeline'
import postgres from 'postgres'
import { testPipelineOptions } from '../support/pipeline-options.ts'
import { CHANNELS, type Key } from './model.ts'
import type { Held } from './operations.ts'

/** What a worker has claimed. It stays in its hands after the end, so that it can come late and twice. */
interface Holding extends Held {
  claimed: ClaimedTask
}

/** Claims that a worker remembers. */
const MEMORY = 12

export interface World {
  pipeline: Pipeline
  /** Moves time and reads the tables, past the pipeline. */
  sql: postgres.Sql
  /** Ids of videos by name. */
  videos: Map<string, string>
  /** Ids of tasks by key, and the other way round. */
  tasks: Map<Key, string>
  keys: Map<string, Key>
  holdings: Holding[]
  hold(holding: Holding): void
  holding(held: Held): Holding
  /** Forgets all: the next sequence starts from nothing. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** A world on a migrated database that nobody else uses. */
export async function openWorld(databaseUrl: string): Promise<World> {
  const sql = postgres(databaseUrl, { max: 2 })
  const pipeline = await openPipeline(testPipelineOptions(databaseUrl))
  for (const [id, { gates, maxAttempts, delays }] of Object.entries(CHANNELS)) {
    const waits = Object.fromEntries(gates.map((step) => [step, {}]))
    const settings = { gates: waits, retry: { maxAttempts, delaysSeconds: delays } }
    await pipeline.putChannel({ id, name: id, settings })
  }
  const world: World = {
    pipeline,
    sql,
    videos: new Map(),
    tasks: new Map(),
    keys: new Map(),
    holdings: [],
    hold: (holding) => {
      const own = world.holdings.filter(({ worker }) => worker === holding.worker)
      const forgotten = own.length < MEMORY ? null : own[0]
      world.holdings = [...world.holdings.filter((one) => one !== forgotten), holding]
    },
    holding: (held) => world.holdings.find((one) => one.key === held.key && one.attempt === held.attempt)!,
    reset: async () => {
      await sql`delete from videos`
      await sql`delete from pgboss.job`
      for (const names of [world.videos, world.tasks, world.keys]) names.clear()
      world.holdings = []
    },
    close: async () => {
      await pipeline.close()
      await sql.end()
    },
  }
  return world
}
