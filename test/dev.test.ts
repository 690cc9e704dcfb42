import { appendFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createClient } from '@reelyard/client'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { commandFolder, keepCommand, runCommand, type RunningCommand } from './support/command.ts'
import { emptyDatabase } from './support/database.ts'
import { noopChannel } from './support/noop-channel.ts'
import { expectNoProcessWith, processesWith } from './support/processes.ts'
import { copyProject } from './support/project-copy.ts'
import { ADMIN_KEY } from './support/web-process.ts'

/** Holds the copy of the project, and marks all that is started: it is their TMPDIR. */
let folder: Awaited<ReturnType<typeof commandFolder>>
let main: string

beforeEach(async () => {
  folder = await commandFolder()
  main = await copyProject(folder.path)
})

afterEach(() => folder.remove())

const soon = { timeout: 30_000, interval: 20 }

interface Dev {
  command: RunningCommand
  api: string
  database: string
  apiKey: string
}

async function startDev(workers: number, databaseUrl: string | undefined, adminKey?: string): Promise<Dev> {
  const command = keepCommand({
    main,
    args: ['dev', '--port', '0', '--workers', String(workers)],
    env: { TMPDIR: folder.path, DATABASE_URL: databaseUrl, REELYARD_ADMIN_KEY: adminKey },
  })
  const [, database = ''] = await command.line(/^Database: (\S+)$/)
  const [, api = ''] = await command.line(/^API: (\S+)/)
  const apiKey = adminKey ?? (await command.line(/^API key: (ry_[\w-]{43})$/))[1] ?? ''
  return { command, api, database, apiKey }
}

/** Creates the no-op channel as a person does. */
async function putChannel(database: string): Promise<void> {
  const path = join(folder.path, 'noop.json')
  await writeFile(path, JSON.stringify(noopChannel('noop', 1)))
  const { code, err } = await runCommand({ args: ['channel', 'put', path], env: { DATABASE_URL: database } })
  expect({ code, err }).toEqual({ code: 0, err: '' })
}

/** Orders a film that does nothing, and waits for its end. */
async function film(api: string, apiKey: string, title: string) {
  await expect.poll(async () => (await fetch(`${api}/readyz`)).ok, soon).toBe(true)
  const client = createClient(api, { apiKey })
  const { id } = await client.submitVideo({ title, brief: 'b', channel: 'noop' })
  return (await client.waitForEnd(id, { intervalMs: 50 })).status
}

async function titles(api: string, apiKey: string): Promise<string[]> {
  await expect.poll(async () => (await fetch(`${api}/readyz`)).ok, soon).toBe(true)
  const { videos } = await createClient(api, { apiKey }).videos()
  return videos.map(({ title }) => title)
}

function change(...path: string[]): Promise<void> {
  return appendFile(join(folder.path, ...path), '\n// changed\n')
}

/** How often the services have started so far. */
function starts({ lines }: RunningCommand) {
  const ready = (name: string) => lines.filter((line) => line.startsWith(`${name} `) && / ready\b/.test(line)).length
  return { web: lines.filter((line) => line.startsWith('API: ')).length, workers: ['worker-1', 'worker-2'].map(ready) }
}

test('dev migrates the database that it is given, makes films there, and restarts what changes', async () => {
  const empty = await emptyDatabase()
  onTestFinished(empty.drop)
  const { command, api, database, apiKey } = await startDev(2, empty.url, ADMIN_KEY)
  expect(database).toBe(empty.url)
  await putChannel(database)
  expect(await film(api, apiKey, 'Before')).toBe('completed')
  await expect.poll(() => starts(command), soon).toEqual({ web: 1, workers: [1, 1] })

  await change('packages', 'steps', 'src', 'watched.ts')
  await change('apps', 'worker', 'src', 'slots.ts')
  await expect.poll(() => starts(command), soon).toEqual({ web: 1, workers: [2, 2] })
  expect(await film(api, apiKey, 'Between')).toBe('completed')

  await change('packages', 'core', 'src', 'watched.ts')
  await expect.poll(() => starts(command), soon).toEqual({ web: 2, workers: [3, 3] })
  const fresh = command.lines.findLast((line) => line.startsWith('API: '))?.split(' ')[1] ?? ''
  expect(await film(fresh, ADMIN_KEY, 'After')).toBe('completed')
  expect(await titles(fresh, ADMIN_KEY)).toEqual(['After', 'Between', 'Before'])

  expect(command.lines.join('\n')).not.toContain(ADMIN_KEY)
  expect(await command.end('SIGINT')).toBe(0)
  await expectNoProcessWith(folder.path)
})

test('dev keeps its data between runs where no database is given', async () => {
  const first = await startDev(1, undefined)
  const sql = postgres(first.database, { max: 1 })
  const [{ data_directory: data } = { data_directory: '' }] = await sql`show data_directory`
  await sql.end()
  onTestFinished(() => rm(dirname(String(data)), { recursive: true, force: true }))
  await putChannel(first.database)
  expect(await film(first.api, first.apiKey, 'Kept')).toBe('completed')
  expect((await processesWith(folder.path)).length).toBeGreaterThanOrEqual(4)
  expect(await first.command.end('SIGINT')).toBe(0)
  await expectNoProcessWith(folder.path)

  const again = await startDev(1, undefined)
  expect(await titles(again.api, again.apiKey)).toEqual(['Kept'])
  expect(await film(again.api, again.apiKey, 'New')).toBe('completed')
  expect(await again.command.end('SIGTERM')).toBe(0)
  await expectNoProcessWith(folder.path)
})
