import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts'
import { testPipelineOptions } from '../../../test/support/pipeline-options.ts'
import { openPipelineWhenReady, SchemaNotReadyError, type PipelineOptions } from '../src/index.ts'

let database: FreshDatabase
let options: PipelineOptions

beforeEach(async () => {
  database = await freshDatabase()
  options = testPipelineOptions(database.url)
})

afterEach(() => database.drop())

describe('opening the pipeline', () => {
  it('does not wait where the database is ready', async () => {
    const waits: unknown[] = []
    const pipeline = await openPipelineWhenReady(options, (error) => waits.push(error))
    await pipeline.ping()
    await pipeline.close()
    expect(waits).toEqual([])
  })

  it('waits until the newest migration is there, and tells why it waits', async () => {
    const sql = postgres(database.url, { max: 1 })
    const later = (hours: number) =>
      sql`update drizzle.__drizzle_migrations set created_at = created_at + ${hours * 3_600_000}`
    await later(-1)
    const waits: [error: unknown, waitMs: number][] = []
    const pipeline = await openPipelineWhenReady(options, (error, waitMs) => {
      waits.push([error, waitMs])
      if (waits.length === 2) void later(1).execute()
    })
    await pipeline.ping()
    await pipeline.close()
    await sql.end()
    expect(waits.length).toBeGreaterThanOrEqual(2)
    for (const [error] of waits) expect(error).toBeInstanceOf(SchemaNotReadyError)
    expect(waits[1]![1]).toBeGreaterThan(waits[0]![1])
  })

  it('waits for a Postgres that does not answer until it is told to give up', async () => {
    const gone = new URL(database.url)
    gone.port = '1'
    const patience = new AbortController()
    const waits: unknown[] = []
    const opening = openPipelineWhenReady(
      { ...options, databaseUrl: gone.href },
      (error) => {
        waits.push(error)
        patience.abort()
      },
      patience.signal,
    )
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' })
    expect(waits).toEqual([expect.objectContaining({ code: 'ECONNREFUSED' })])
  })
})
