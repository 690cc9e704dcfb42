/** A process that migrates is killed between any two of its messages to Postgres; migrating again makes all good. */
import { BUILT_IN_VOICES } from '@reelyard/core'
import { migrate, openPipeline } from '@reelyard/pipeline'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { inParallel } from './crash/in-parallel.ts'
import { buried, startMortal } from './crash/mortal.ts'
import { schema } from './crash/tables.ts'
import { emptyDatabase, freshDatabase, type FreshDatabase } from './support/database.ts'
import { testPipelineOptions } from './support/pipeline-options.ts'

const PROGRAM = new URL('crash/migrate-process.ts', import.meta.url)

/** Spread over all messages: each death costs a database that is migrated twice. */
const DEATHS = 12

test('a migration may die at any time, and is done by the next one', async () => {
  const wanted = await on(freshDatabase(), (_database, sql) => schema(sql))
  await eachDeath(async ({ url }, sql) => {
    await migrate(url)
    expect(await schema(sql)).toEqual(wanted)
    await submitOne(url)
  })
})

/** Migrations die; calls back with what each of them has left. */
async function eachDeath(look: (database: FreshDatabase, sql: postgres.Sql) => Promise<void>): Promise<void> {
  const messages = await on(emptyDatabase(), async ({ url }) => {
    const process = startMortal(PROGRAM, { databaseUrl: url, deadly: null })
    expect(await process.ended).toBe(false)
    return process.points.length
  })
  // Not up to the last: now and then two messages go in one.
  const deaths = Array.from({ length: DEATHS }, (_, index) => Math.ceil(((index + 1) * messages) / (DEATHS + 1)))
  const die = (nth: number) =>
    on(emptyDatabase(), async (database, sql) => {
      const process = startMortal(PROGRAM, { databaseUrl: database.url, deadly: { name: 'message', nth } })
      expect(await process.ended, `message ${nth} of ${messages}`).toBe(true)
      await buried(sql, 'reelyard migrate')
      await look(database, sql)
    })
  await inParallel(deaths, die)
}

async function submitOne(url: string): Promise<void> {
  const pipeline = await openPipeline(testPipelineOptions(url))
  try {
    const film = { title: 'A film', scenes: [{ narration: 'One.' }] }
    expect(await pipeline.submit(film, BUILT_IN_VOICES)).not.toHaveProperty('faults')
  } finally {
    await pipeline.close()
  }
}

async function on<Result>(
  made: Promise<FreshDatabase>,
  work: (database: FreshDatabase, sql: postgres.Sql) => Promise<Result>,
): Promise<Result> {
  const database = await made
  const sql = postgres(database.url, { max: 1, onnotice: () => {} })
  try {
    return await work(database, sql)
  } finally {
    await sql.end()
    await database.drop()
  }
}
