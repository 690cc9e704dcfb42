/** A running API that holds something of everything, for the fuzzer to find. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../support/free-port.ts'
import { noopChannel } from '../support/noop-channel.ts'
import { ADMIN_KEY, startWeb } from '../support/web-process.ts'
import { startWorker } from '../support/worker-process.ts'

export interface FuzzWorld {
  url: string
  key: string
  /** What the API told of files that were uploaded: no list has them. */
  uploads: string[]
  /** Records of the web process that speak of a fault. */
  faults(): Record<string, unknown>[]
  close(): Promise<void>
}

/** On a database that has been migrated. */
export async function openFuzzWorld(databaseUrl: string): Promise<FuzzWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-fuzz-'))
  const web = await startWeb({
    databaseUrl,
    folder,
    env: {
      REELYARD_RATE_LIMIT: '0',
      LOG_LEVEL: 'warn',
      PORT: String(await freePort()),
      REELYARD_SECRET_KEYS: `fuzz:${randomBytes(32).toString('base64')}`,
      REELYARD_OUTBOUND_ALLOW: '127.0.0.1',
    },
  })
  const uploads = await seed(web.url, { databaseUrl, folder })
  return {
    url: web.url,
    key: ADMIN_KEY,
    uploads,
    faults: () => web.log.filter(({ level }) => level === 'error' || level === 'fatal'),
    close: async () => {
      await web.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Videos that wait for a person, that failed, and that are done. The worker is gone before anything is fuzzed: it would run it. */
async function seed(url: string, at: { databaseUrl: string; folder: string }): Promise<string[]> {
  const told: string[] = []
  const [plain, gated, failing] = [
    noopChannel('fuzz', 1),
    noopChannel('gated', 1),
    noopChannel('failing', 1, { assets: ['false'] }),
  ]
  await post(url, '/v1/channels', plain)
  await post(url, '/v1/channels', { ...gated, settings: { ...gated.settings, gates: { assets: {} } } })
  const once = { maxAttempts: 1, delaysSeconds: [0] }
  await post(url, '/v1/channels', { ...failing, settings: { ...failing.settings, retry: once } })
  for (const channel of ['fuzz', 'gated', 'failing']) {
    for (let index = 0; index < 12; index++)
      await post(url, '/v1/videos', { title: `Video ${index}`, brief: 'b', channel })
  }
  const worker = await startWorker('worker-1', at)
  while (!(await allIs(url, SETTLED))) await delay(50)
  await worker.stop()
  for (let index = 0; index < 3; index++) told.push(await upload(url))
  // These cannot be deleted, so that something is left to be read.
  const pictures = told.map((text) => (JSON.parse(text) as { id: string }).id)
  const scenes = pictures.map((image) => ({ narration: 'One sentence.', image }))
  await post(url, '/v1/videos', { title: 'Pictures', scenes, channel: 'fuzz' })
  await post(url, '/v1/webhooks', { url: 'http://127.0.0.1:1/', types: ['*'] })
  await post(url, '/v1/keys', { name: 'fuzz', scopes: ['videos:read'] })
  for (let index = 0; index < 4; index++) {
    await post(url, '/v1/videos', {
      title: `Video ${index}`,
      scenes: [{ narration: 'One sentence.' }],
      channel: 'fuzz',
    })
  }
  return told
}

async function upload(url: string): Promise<string> {
  const picture = await readFile(new URL('../fixtures/blank.png', import.meta.url))
  const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'image/png' }
  const response = await fetch(`${url}/v1/artifacts?channel=fuzz`, { method: 'POST', headers, body: picture })
  if (!response.ok) throw new Error(`The upload was refused: ${await response.text()}`)
  return response.text()
}

const SETTLED = ['completed', 'failed', 'awaiting_review']

async function allIs(url: string, statuses: readonly string[]): Promise<boolean> {
  const response = await fetch(`${url}/v1/videos?limit=100`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } })
  const { videos } = (await response.json()) as { videos: { status: string }[] }
  return videos.every(({ status }) => statuses.includes(status))
}

async function post(url: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
}
