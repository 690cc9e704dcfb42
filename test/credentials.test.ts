/** Credentials from the API to the script that declares them, and nowhere else: everything that a run writes is looked through. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPipeline } from '@reelyard/pipeline'
import { readKeyring } from '@reelyard/runtime'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand } from './support/command.ts'
import { freshDatabase, type FreshDatabase } from './support/database.ts'
import { fixture, noopChannel } from './support/noop-channel.ts'
import { testPipelineOptions } from './support/pipeline-options.ts'
import { ADMIN_KEY, startWeb, type WebProcess } from './support/web-process.ts'
import { startWorker, type WorkerProcess } from './support/worker-process.ts'

const OLD = `old:${randomBytes(32).toString('base64')}`
const NEW = `new:${randomBytes(32).toString('base64')}`
const soon = { timeout: 60_000, interval: 50 }

const TOKEN = 'planted-token "quoted" \\ and\nof two lines'
const BEFORE = 'planted-in-the-environment-of-the-worker'
const UNDECLARED = 'planted-but-declared-by-nobody'
const FROM_WORKER = 'planted-for-all-channels-of-the-worker'

let database: FreshDatabase
let folder: string
let sql: postgres.Sql
let web: WebProcess
let workers: WorkerProcess[]

beforeEach(async () => {
  database = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'credentials-'))
  sql = postgres(database.url, { max: 1 })
  workers = []
  web = await startWeb({ ...at(), env: { REELYARD_SECRET_KEYS: OLD, LOG_LEVEL: 'debug' } })
})

afterEach(async () => {
  await Promise.all([web.stop(), ...workers.map((worker) => worker.stop())])
  await sql.end()
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

const at = () => ({ databaseUrl: database.url, folder })

async function start(keys: string | undefined): Promise<WorkerProcess> {
  const env = { REELYARD_SECRET_KEYS: keys ?? '', API_TOKEN: BEFORE, FROM_WORKER, LOG_LEVEL: 'debug' }
  const worker = await startWorker(`worker-${workers.length}`, { ...at(), env })
  workers.push(worker)
  return worker
}

async function send(method: string, path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' }
  const response = await fetch(new URL(path, web.url), { method, headers, body: JSON.stringify(body) })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

async function orderOf(channel: string): Promise<string> {
  const { settings, ...rest } = noopChannel(channel, 1, { assets: [process.execPath, fixture('tell-secrets.mjs')] })
  Object.assign(settings.commands.assets!, { environment: ['API_TOKEN', 'FROM_WORKER'] })
  await send('POST', '/v1/channels', { ...rest, settings })
  await send('PUT', `/v1/channels/${channel}/credentials/API_TOKEN`, { value: TOKEN })
  await send('PUT', `/v1/channels/${channel}/credentials/UNDECLARED`, { value: UNDECLARED })
  const { id } = await send('POST', '/v1/videos', { title: 'T', brief: 'b', channel })
  return String(id)
}

async function taskOf(videoId: string) {
  const [task] = await sql`
    select t.state, t.error, a.result from tasks t left join attempts a on a.task_id = t.id and a.number = t.attempt
     where t.video_id = ${videoId} and t.step = 'assets'`
  return task
}

/** All rows of all tables, and all files: what a run has written. */
async function allThatWasWritten(): Promise<string> {
  const tables = await sql`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')`
  const rows = []
  for (const { name } of tables) rows.push(await sql.unsafe(`select to_jsonb(t)::text as row from ${name} t`))
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const contents = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1'))
  const logs = [web.log, ...workers.map(({ log }) => log)]
  return JSON.stringify([rows, logs]) + (await Promise.all(contents)).join('\n')
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

test('a credential reaches the script that declares it, and nothing that is written', async () => {
  await start(OLD)
  const video = await orderOf('secretive')
  await expect.poll(async () => (await taskOf(video))?.state, soon).toBe('completed')
  const { result } = (await taskOf(video)) as { result: { digests: object; told: string } }
  expect(result.digests, 'the channel’s own wins; what is not declared is not there').toEqual({
    API_TOKEN: digest(TOKEN),
    FROM_WORKER: digest(FROM_WORKER),
    ...{ UNDECLARED: null, REELYARD_SECRET_KEYS: null, DATABASE_URL: null },
  })
  expect(result.told).toContain('[redacted]')
  const written = await allThatWasWritten()
  expect(written, 'it is the right place to look').toContain('tell-secrets.mjs')
  expect(written).toContain('[redacted]')
  for (const planted of ['planted-token', 'of two lines', BEFORE, UNDECLARED, FROM_WORKER, OLD.slice(4)]) {
    expect({ planted, found: written.includes(planted) }).toEqual({ planted, found: false })
  }
})

test('a credential whose key is missing fails its task for good, with a sentence and no secret', async () => {
  await start(NEW)
  const video = await orderOf('unreadable')
  await expect.poll(async () => (await taskOf(video))?.state, soon).toBe('failed')
  expect((await taskOf(video))?.error).toEqual({
    code: 'credential_unreadable',
    message:
      "The credential API_TOKEN of the channel 'unreadable': The secret was sealed with the key 'old', which is not in REELYARD_SECRET_KEYS.",
  })
  expect(await allThatWasWritten()).not.toContain('planted-token')
})

test('a key is replaced by sealing everything anew, which may be done again and again', async () => {
  const video = await orderOf('rotated')
  const reencrypt = async (keys: string) => {
    const env = { DATABASE_URL: database.url, REELYARD_SECRET_KEYS: keys }
    const { code, out } = await runCommand({ args: ['credentials', 'reencrypt', '--json'], env })
    return { code, ...(JSON.parse(out) as object) }
  }
  const both = `${NEW},${OLD}`
  expect(await reencrypt(both)).toEqual({ code: 0, reencrypted: 2, current: 0, unreadable: [] })
  expect(await reencrypt(both)).toEqual({ code: 0, reencrypted: 0, current: 2, unreadable: [] })
  await start(NEW)
  await expect.poll(async () => (await taskOf(video))?.state, soon).toBe('completed')
  expect(await reencrypt(OLD)).toMatchObject({ code: 1, reencrypted: 0, unreadable: [{}, {}] })
})

const opened = (keys: string) => openPipeline({ ...testPipelineOptions(database.url), keyring: readKeyring(keys) })

test('a secret of a webhook that is rotated at that moment is sealed anew all the same', async () => {
  const [before, after] = [await opened(OLD), await opened(`${NEW},${OLD}`)]
  const settings = { url: 'https://example.com/', description: null, channels: null, types: ['*'] }
  const id = randomUUID()
  await before.createWebhook(id, { ...settings, format: 'standard' }, 'test')
  let sealing: Promise<object> | undefined
  await sql.begin(async (tx) => {
    await tx`update webhooks set former_secret = secret, secret = ${`new.${randomBytes(60).toString('base64url')}`}`
    sealing = after.reencryptCredentials()
    const waits = () => tx`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await expect.poll(waits, soon).toHaveLength(1)
  })
  await sealing
  const [kept] = await sql`select split_part(former_secret, '.', 1) as key from webhooks`
  expect(kept?.key).toBe('new')
  await Promise.all([before.close(), after.close()])
})

test('an answer that holds a secret can be said again after its key was replaced', async () => {
  const pipelines = [await opened(OLD), await opened(`${NEW},${OLD}`), await opened(NEW)] as const
  const [before, meanwhile, after] = pipelines
  const request = { owner: 'somebody', key: 'a "key"/of/theirs', digest: 'd' }
  const answer = { status: 201, headers: {}, body: JSON.stringify({ secret: TOKEN }) }
  const claimed = await before.claimAnswer(request)
  if (claimed.state !== 'yours') throw new Error(claimed.state)
  await before.storeAnswer(claimed.holding, answer, ['secret'])
  expect(await meanwhile.reencryptCredentials()).toEqual({ reencrypted: 1, current: 0, unreadable: [] })
  expect(await after.claimAnswer(request)).toEqual({ state: 'answered', answer })
  await Promise.all(pipelines.map((pipeline) => pipeline.close()))
})
