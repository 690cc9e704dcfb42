/** A database, a folder, and a pipeline that nobody kills: what one run of a story happens on. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPipeline, type Pipeline } from '@reelyard/pipeline'
import postgres from 'postgres'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { testPipelineOptions } from '../support/pipeline-options.ts'
import { effectsFile } from './film-worker.ts'

export interface Stage {
  database: FreshDatabase
  sql: postgres.Sql
  pipeline: Pipeline
  folder: string
}

/** Gives what `work` gives; leaves nothing behind. */
export async function onStage<Result>(work: (stage: Stage) => Promise<Result>): Promise<Result> {
  const database = await freshDatabase()
  const sql = postgres(database.url, { max: 1 })
  const pipeline = await openPipeline(testPipelineOptions(database.url))
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-crash-'))
  await writeFile(effectsFile(folder), '')
  try {
    return await work({ database, sql, pipeline, folder })
  } finally {
    await pipeline.close()
    await sql.end()
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }
}
