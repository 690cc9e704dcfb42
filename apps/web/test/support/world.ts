/** A web app of the test's own: real HTTP on a free port, real Postgres, real files. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { AddressInfo } from 'node:net'
import { folderStore } from '@reelyard/artifacts'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { connect, type Database } from '@reelyard/db'
import { openPipeline, type ClaimedTask, type Pipeline } from '@reelyard/pipeline'
import { createLogger, readKeyring, type Keyring } from '@reelyard/runtime'
import { createApp, type AppOptions } from '@reelyard/web'
import { freshDatabase } from '../../../../test/support/database.ts'
import { ADMIN_KEY } from '../../../../test/support/web-process.ts'

function withKey(init: RequestInit = {}): RequestInit {
  const headers = new Headers(init.headers)
  if (!headers.has('authorization')) headers.set('authorization', `Bearer ${ADMIN_KEY}`)
  if (headers.get('authorization') === '') headers.delete('authorization')
  return { ...init, headers }
}

const KEYRING = readKeyring(`test:${Buffer.alloc(32, 7).toString('base64')}`)

export type World = Awaited<ReturnType<typeof setup>>

/** `keyring: null`: nothing can be encrypted or signed. */
export async function setup({
  keyring = KEYRING,
  ...options
}: Partial<AppOptions> & { keyring?: Keyring | null } = {}) {
  const database = await freshDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-web-'))
  const db = await connect(database.url, 'web test')
  const pipeline = await openPipeline({
    databaseUrl: database.url,
    applicationName: 'web test',
    housekeeping: false,
    onError: (error) => faults.push(error),
    keyring,
  })
  const faults: unknown[] = []
  const log = recordedLog()
  const store = folderStore(join(folder, 'artifacts'))
  const app = await createApp({
    pipeline,
    store,
    voices: BUILT_IN_VOICES,
    logger: log.logger,
    adminKey: ADMIN_KEY,
    ...options,
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`

  return {
    app,
    url,
    pipeline,
    store,
    folder,
    logger: log.logger,
    logLines: log.lines,
    databaseUrl: database.url,
    /** As the administrator, unless `init` has a key of its own; `authorization: ''` sends none. */
    request: (path: string, init?: RequestInit) => fetch(new URL(path, url), withKey(init)),
    post: (body: Body, type = 'application/json') =>
      fetch(
        new URL('/v1/videos', url),
        withKey({ method: 'POST', body, headers: { 'content-type': type }, ...duplex(body) }),
      ),
    /** Runs the storyboard task of a video by hand, which makes these files. */
    makeFiles: (videoId: string, files: readonly NewFile[]) => makeFiles(pipeline, store, folder, videoId, files),
    /** Fails the storyboard task of a video for good. */
    failVideo: (videoId: string) => failVideo(pipeline, videoId),
    executeSql: (query: string) => db.executeSql(query),
    rowsWritten: () => rowsWritten(db),
    close: async () => {
      app.server.closeAllConnections()
      await app.close()
      await pipeline.close()
      await db.close()
      await database.drop()
      await rm(folder, { recursive: true })
      if (faults.length > 0) throw new AggregateError(faults, 'Background work failed.')
    },
  }
}

/** How many rows the tables of orders hold together, the queue's included. */
async function rowsWritten(db: Database): Promise<number> {
  const { rows } = await db.executeSql(
    `select (select count(*) from videos) + (select count(*) from tasks) + (select count(*) from scenes)
          + (select count(*) from moves) + (select count(*) from pgboss.job) as rows`,
  )
  return Number(rows[0]?.rows)
}

export interface NewFile {
  role: string
  mediaType: string
  content: string | Uint8Array
}

async function makeFiles(
  pipeline: Pipeline,
  store: AppOptions['store'],
  folder: string,
  videoId: string,
  files: readonly NewFile[],
): Promise<void> {
  const task = await startStoryboard(pipeline, videoId)
  const artifacts = []
  for (const { role, mediaType, content } of files) {
    const file = join(folder, 'draft')
    await writeFile(file, content)
    artifacts.push({ role, mediaType, ...(await store.put(file)) })
  }
  const scene = { narration: 'n', visual: 'v', sound: 's', motion: 'still' }
  await pipeline.succeed(task, { outcome: 'succeeded', artifacts, result: { scenes: [scene] }, log: [], cost: null })
}

/** Claims the storyboard task of the one video that waits. */
async function startStoryboard(pipeline: Pipeline, videoId: string): Promise<ClaimedTask> {
  const { tasks } = await pipeline.claim({ step: 'storyboard', limit: 1, worker: 'test', leaseSeconds: 60 })
  const task = tasks.find(({ video }) => video.id === videoId)
  if (!task) throw new Error('The video has no storyboard task to claim.')
  await pipeline.start(task)
  return task
}

async function failVideo(pipeline: Pipeline, videoId: string): Promise<void> {
  const task = await startStoryboard(pipeline, videoId)
  const nothing = { exitCode: null, signal: null, retryAfterSeconds: null, log: [], cost: null }
  await pipeline.fail(task, { outcome: 'permanent', code: 'test', message: 'The test failed it.', ...nothing })
}

type Body = NonNullable<RequestInit['body']>

function recordedLog() {
  const lines: Record<string, unknown>[] = []
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>)
      done()
    },
  })
  return { lines, logger: createLogger('debug', {}, destination) }
}

function duplex(body: Body): object {
  return body instanceof ReadableStream ? { duplex: 'half' } : {}
}

/** An order that is right. */
export const ORDER = { title: 'A test', scenes: [{ narration: 'One sentence.' }] }

export async function submit(world: World, order: object = ORDER): Promise<string> {
  const response = await world.post(JSON.stringify(order))
  return ((await response.json()) as { id: string }).id
}
