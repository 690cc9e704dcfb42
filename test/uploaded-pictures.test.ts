/** Pictures from an upload to the picture that the assets step makes of them, in processes as they are deployed. */
import { readFile } from 'node:fs/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshDatabase, type FreshDatabase } from './support/database.ts'
import { noopChannel } from './support/noop-channel.ts'
import { ADMIN_KEY, startWeb, type WebProcess } from './support/web-process.ts'
import { startWorker, type WorkerProcess } from './support/worker-process.ts'

const soon = { timeout: 60_000, interval: 50 }

let database: FreshDatabase
let folder: string
let web: WebProcess
let worker: WorkerProcess

beforeEach(async () => {
  database = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'uploaded-'))
  web = await startWeb({ databaseUrl: database.url, folder })
  worker = await startWorker('worker', { databaseUrl: database.url, folder })
})

afterEach(async () => {
  await Promise.all([web.stop(), worker.stop()])
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(new URL(path, web.url), {
    ...init,
    headers: { authorization: `Bearer ${ADMIN_KEY}`, ...(init.headers as Record<string, string>) },
  })
  if (!response.ok) throw new Error(await response.text())
  return response
}

const json = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

const FIXTURES = new URL('fixtures/pictures/', import.meta.url)
const KINDS = { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp', gif: 'image/gif' }

test('each kind of picture that an upload takes becomes the picture of its scene', async () => {
  const { settings, ...channel } = noopChannel('pictures', 1)
  const { storyboard: _storyboard, assets: _assets, ...commands } = settings.commands
  await ask('/v1/channels', json({ ...channel, settings: { ...settings, commands } }))
  const scenes = []
  for (const [extension, type] of Object.entries(KINDS)) {
    const body = await readFile(new URL(`square.${extension}`, FIXTURES))
    const init = { method: 'POST', body: body as NonNullable<RequestInit['body']>, headers: { 'content-type': type } }
    const { id } = (await (await ask('/v1/artifacts?channel=pictures', init)).json()) as { id: string }
    scenes.push({ narration: extension, image: id })
  }
  const { id } = (await (await ask('/v1/videos', json({ title: 'T', channel: 'pictures', scenes }))).json()) as {
    id: string
  }
  const statusOf = async () => ((await (await ask(`/v1/videos/${id}`)).json()) as { status: string }).status
  await expect.poll(statusOf, soon).toBe('completed')
  const { artifacts } = (await (await ask(`/v1/videos/${id}/artifacts`)).json()) as {
    artifacts: { step: string; scene: number; mediaType: string; links: { content: string } }[]
  }
  const pictures = artifacts.filter(({ step }) => step === 'assets')
  expect(pictures.map(({ scene, mediaType }) => [scene, mediaType])).toEqual(
    [1, 2, 3, 4].map((scene) => [scene, 'image/jpeg']),
  )
})
