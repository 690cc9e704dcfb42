import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { openPipeline } from '@reelyard/pipeline'
import { Webhook as Verifier } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { freshDatabase } from '../../../test/support/database.ts'
import { testPipelineOptions } from '../../../test/support/pipeline-options.ts'
import { ADMIN_KEY, startWeb } from '../../../test/support/web-process.ts'
import { startReceiver } from './support/receiver.ts'
import { SECRET_KEYS } from './support/webhook-world.ts'
import { ORDER } from './support/world.ts'

test('two web processes deliver what happens once, and end in order', async () => {
  const database = await freshDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-webhooks-'))
  const receiver = await startReceiver()
  const env = { REELYARD_SECRET_KEYS: SECRET_KEYS, REELYARD_OUTBOUND_ALLOW: '127.0.0.1' }
  const webs = await Promise.all([1, 2].map(() => startWeb({ databaseUrl: database.url, folder, env })))
  const pipeline = await openPipeline(testPipelineOptions(database.url))
  try {
    const created = await fetch(`${webs[0]!.url}/v1/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: receiver.url, types: ['video.cancelled'] }),
    })
    const { secret } = (await created.json()) as { secret: string }
    for (let n = 0; n < 5; n++) {
      const { videoId } = await pipeline.submit(ORDER, BUILT_IN_VOICES)
      await pipeline.cancel(videoId!, 'test')
    }
    await expect.poll(() => receiver.received.length, { timeout: 20_000, interval: 20 }).toBe(5)
    for (const { body, headers } of receiver.received) {
      expect(new Verifier(secret).verify(body, headers as Record<string, string>)).toBeTruthy()
    }
    expect(await Promise.all(webs.map((web) => web.stop()))).toEqual([0, 0])
    expect(receiver.received).toHaveLength(5)
    expect(JSON.stringify(webs.map(({ log }) => log))).not.toContain(secret)
  } finally {
    await Promise.all(webs.map((web) => web.stop()))
    receiver.close()
    await pipeline.close()
    await database.drop()
    await rm(folder, { recursive: true })
  }
})
