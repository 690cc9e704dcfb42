/** Postgres is out of reach for a while: streams stay open, and then show what they missed. */
import type { AddressInfo } from 'node:net'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { openPipeline } from '@reelyard/pipeline'
import { createLogger } from '@reelyard/runtime'
import { createApp } from '@reelyard/web'
import postgres from 'postgres'
import { expect, it, onTestFinished } from 'vitest'
import { freshDatabase } from '../../../test/support/database.ts'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { ADMIN_KEY } from '../../../test/support/web-process.ts'
import { happenings, listen } from './support/event-client.ts'

const soon = { timeout: 30_000, interval: 20 }

it('keeps streams open, and misses nothing of what came meanwhile', async () => {
  const database = await freshDatabase()
  const sql = postgres(database.url, { max: 1 })
  const { hostname, port } = new URL(database.url)
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) })
  const url = new URL(database.url)
  url.host = `127.0.0.1:${proxy.port}`
  const pipeline = await openPipeline({
    databaseUrl: url.href,
    applicationName: 'web test',
    housekeeping: false,
    onError: () => {},
  })
  const app = await createApp({
    pipeline,
    store: {} as never,
    voices: BUILT_IN_VOICES,
    logger: createLogger('silent', {}),
    adminKey: ADMIN_KEY,
    eventTimings: { heartbeatMs: 50 },
  })
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
    await pipeline.close()
    await proxy.close()
    await sql.end()
    await database.drop()
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const live = await listen(address, '/v1/events')
  await expect.poll(() => live.messages.length, soon).toBe(1)

  const heal = proxy.blackhole('all', 'both')
  proxy.cut()
  const late = await listen(address, '/v1/events', { lastEventId: live.messages[0]!.id })
  const rows = await sql`
    insert into events (type, channel_id, data)
    select 'video.failed', 'default', '{}' from generate_series(1, 2500) returning id::text`
  const beats = live.notes.length
  await expect.poll(() => live.notes.length, soon).toBeGreaterThan(beats + 10)
  await expect.poll(() => late.notes.length, soon).toBeGreaterThan(10)
  expect([live.messages.length, late.messages.length]).toEqual([1, 0])
  heal()
  proxy.cut()

  for (const stream of [live, late]) {
    await expect.poll(() => happenings(stream).length, soon).toBe(rows.length)
    expect(happenings(stream).map(({ data }) => data.id)).toEqual(rows.map(({ id }) => String(id)))
    expect(stream.messages.map(({ event }) => event)).not.toContain('reset')
    stream.close()
  }
})
