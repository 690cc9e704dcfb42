/** Two web processes that serve one client by turns: nobody can tell which of them answered. */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from './support/database.ts'
import { noopChannel } from './support/noop-channel.ts'
import { ADMIN_KEY, startWeb, type WebProcess } from './support/web-process.ts'
import { startWorker, type WorkerProcess } from './support/worker-process.ts'

const soon = { timeout: 60_000, interval: 50 }

let database: FreshDatabase
let folder: string
let webs: WebProcess[]
let worker: WorkerProcess
let turns = 0

beforeAll(async () => {
  database = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'reelyard-replicas-'))
  const at = {
    databaseUrl: database.url,
    folder,
    env: { REELYARD_SECRET_KEYS: `one:${randomBytes(32).toString('base64')}`, REELYARD_OUTBOUND_ALLOW: '127.0.0.1' },
  }
  webs = await Promise.all([startWeb(at), startWeb(at)])
  worker = await startWorker('worker-1', at)
})

afterAll(async () => {
  await worker.stop()
  await Promise.all(webs.map((web) => web.stop()))
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

interface Answer {
  status: number
  etag: string | null
  body: Record<string, unknown>
}

/** Each call goes to the other process than the one before. */
async function ask(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
  const { url } = webs[turns++ % webs.length]!
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  return {
    status: response.status,
    etag: response.headers.get('etag'),
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  }
}

/** Asks both for the same. */
async function askBoth(path: string): Promise<[Answer, Answer]> {
  return [await ask('GET', path), await ask('GET', path)]
}

it('gives one client the same answers, whichever of them it reaches', async () => {
  const gated = noopChannel('gated', 2)
  const settings = { ...gated.settings, gates: { assembly: {} } }
  expect((await ask('POST', '/v1/channels', { ...gated, settings })).status).toBe(201)

  const key = { 'idempotency-key': randomUUID() }
  const order = { title: 'By turns', brief: 'One sentence.', channel: 'gated' }
  const [first, again] = [await ask('POST', '/v1/videos', order, key), await ask('POST', '/v1/videos', order, key)]
  expect(first.status).toBe(202)
  expect(again).toEqual(first)
  const id = String(first.body.id)
  await expect.poll(async () => (await ask('GET', `/v1/videos/${id}`)).body.status, soon).toBe('awaiting_review')

  const { body } = await ask('GET', '/v1/reviews')
  const [waiting] = body.reviews as { taskId: string; attempt: number }[]
  for (const path of [
    `/v1/videos/${id}`,
    `/v1/tasks/${waiting?.taskId}`,
    '/v1/videos',
    '/v1/reviews',
    '/v1/channels/gated',
  ]) {
    const [one, other] = await askBoth(path)
    expect(one.status).toBe(200)
    expect(other).toEqual(one)
  }

  expect((await ask('POST', `/v1/reviews/${waiting?.taskId}/approve`, { attempt: waiting?.attempt })).status).toBe(200)
  expect((await ask('POST', `/v1/reviews/${waiting?.taskId}/approve`, {})).body.code).toBe('wrong_state')
  await expect.poll(async () => (await ask('GET', `/v1/videos/${id}`)).body.status, soon).toBe('completed')

  const { etag } = await ask('GET', `/v1/videos/${id}`)
  expect(
    (await ask('PATCH', `/v1/videos/${id}`, { metadata: { seen: true } }, { 'if-match': String(etag) })).status,
  ).toBe(200)
  expect((await ask('DELETE', `/v1/videos/${id}`, undefined, { 'if-match': String(etag) })).status).toBe(412)
  expect((await ask('DELETE', `/v1/videos/${id}`)).status).toBe(204)
  for (const { status } of await askBoth(`/v1/videos/${id}`)) expect(status).toBe(404)
})

it('lets a key that one of them has made be used and revoked at the other', async () => {
  const made = await ask('POST', '/v1/keys', { name: 'by turns', scopes: ['videos:read'] })
  expect(made.status).toBe(201)
  const own = { authorization: `Bearer ${String(made.body.key)}` }
  for (const web of webs) expect((await fetch(`${web.url}/v1/videos`, { headers: own })).status).toBe(200)
  expect((await ask('DELETE', `/v1/keys/${String(made.body.id)}`)).status).toBe(204)
  for (const web of webs) {
    await expect.poll(async () => (await fetch(`${web.url}/v1/videos`, { headers: own })).status, soon).toBe(401)
  }
})
