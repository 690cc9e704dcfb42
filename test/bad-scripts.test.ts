/** Scripts that do their worst, under a real worker: each fails alone, with a clear code, and leaves nothing behind. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { openPipeline, type Pipeline } from '@reelyard/pipeline'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from './support/database.ts'
import { fixture, noopChannel } from './support/noop-channel.ts'
import { testPipelineOptions } from './support/pipeline-options.ts'
import { expectNoProcessWith } from './support/processes.ts'
import { startWorker, type WorkerProcess } from './support/worker-process.ts'

const linux = process.platform === 'linux'
const soon = { timeout: 60_000, interval: 20 }

let database: FreshDatabase
let pipeline: Pipeline
let sql: postgres.Sql
let folder: string
let worker: WorkerProcess

beforeAll(async () => {
  database = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'reelyard-bad-'))
  sql = postgres(database.url, { max: 2 })
  pipeline = await openPipeline(testPipelineOptions(database.url))
  await pipeline.putChannel(noopChannel('healthy', 2))
  worker = await startWorker('worker-1', { databaseUrl: database.url, folder })
})

afterAll(async () => {
  await worker.stop()
  await pipeline.close()
  await sql.end()
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

interface BadCommand {
  argv: string[]
  outputs?: Record<string, { file: string; mediaType: string }>
  timeoutSeconds?: number
}

function bad(...kind: string[]): BadCommand {
  return { argv: [process.execPath, fixture('bad-script.mjs'), ...kind] }
}

const declared = { image: { file: 'picture.png', mediaType: 'image/png' } }

interface Attempt {
  outcome: string
  error: { code: string; message: string } | null
  result: unknown
  log: string[]
  usage: { logBytes: number; maxRssBytes: number | null } | null
}

/**
 * Runs the script as the one attempt at a picture, with a healthy video beside it, which must complete. Gives how the
 * attempt ended, when all that came of it is gone.
 */
async function attempt(command: BadCommand): Promise<Attempt> {
  await forgetPeak()
  const id = randomUUID()
  const channel = noopChannel(id, 1)
  const commands = { ...channel.settings.commands, assets: { outputs: {}, ...command } }
  await pipeline.putChannel({ ...channel, settings: { commands, retry: { maxAttempts: 1, delaysSeconds: [0] } } })
  const [video, beside] = [await submit(id), await submit('healthy')]
  await expect.poll(async () => (await pipeline.getVideo(beside))?.status, soon).toBe('completed')
  const ended = () => sql<Attempt[]>`
    select a.outcome, a.error, a.result, a.log, a.usage from attempts a join tasks t on t.id = a.task_id
     where t.video_id = ${video} and t.step = 'assets' and a.ended_at is not null`
  await expect.poll(ended, soon).toHaveLength(1)
  const [found] = await ended()
  await nothingIsLeft()
  return found!
}

async function submit(channel: string): Promise<string> {
  const { videoId, faults } = await pipeline.submit({ title: randomUUID(), brief: 'b', channel }, BUILT_IN_VOICES)
  expect(faults).toBeUndefined()
  return videoId!
}

/** A quarter of the most that a script writes here: idle, a worker has half of it, and some 60 MB more are garbage. */
const mostMemory = 256_000_000

/** No process, no folder, no memory, no fault of the worker's own. */
async function nothingIsLeft(): Promise<void> {
  await expectNoProcessWith(`${folder}/scratch/worker-1-`)
  const [own = ''] = (await readdir(join(folder, 'scratch'))).filter((name) => name.startsWith('worker-1-'))
  await expect.poll(() => readdir(join(folder, 'scratch', own)), soon).toEqual([])
  expect(await workerPeak()).toBeLessThan(mostMemory)
  expect(worker.log.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([])
}

/** Has the kernel forget the most memory that the worker has ever held. */
async function forgetPeak(): Promise<void> {
  if (linux) await writeFile(`/proc/${worker.pid}/clear_refs`, '5')
}

/** The most memory that the worker has held since then, in bytes. */
async function workerPeak(): Promise<number> {
  if (!linux) return 0
  const [, kibibytes] = /VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${worker.pid}/status`, 'utf8')) ?? []
  return Number(kibibytes) * 1024
}

describe('a script that ends badly', () => {
  it.each([
    ['writes half an output.json', bad('half-json'), 'permanent', 'invalid_output'],
    ['nests its result half a million deep', bad('deep-json'), 'permanent', 'invalid_output'],
    ['names 300,000 outputs that are none', bad('wide-json'), 'permanent', 'invalid_output'],
    ['names a file beside its folder', bad('names', '../picture.png'), 'permanent', 'output_outside_folder'],
    ['names a file of the machine', bad('names', '/etc/hosts'), 'permanent', 'output_outside_folder'],
    ['names a link to a file of the machine', bad('names-link'), 'permanent', 'output_outside_folder'],
    ['names a file that it did not make', bad('names', 'picture.png'), 'temporary', 'missing_output'],
    ['names a pipe', bad('names-pipe'), 'permanent', 'invalid_output'],
    ['names a folder', bad('names-folder'), 'permanent', 'invalid_output'],
    ['does nothing, with outputs declared', { argv: ['true'], outputs: declared }, 'temporary', 'missing_output'],
    ['removes its folder', { ...bad('loses-folder'), outputs: declared }, 'temporary', 'missing_output'],
    ['leaves folders deeper than a path is long', bad('deep-folder'), 'permanent', 'exit_66'],
    ['is not there', { argv: ['there-is-no-such-program'] }, 'temporary', 'spawn_failed'],
    ['cannot be executed', { argv: [fixture('noop-storyboard.mjs')] }, 'temporary', 'spawn_failed'],
    ['closes its stdout and stderr', bad('mute'), 'temporary', 'exit_69'],
    ['closes its stdin and asks all the same', bad('closed-ears'), 'temporary', 'exit_75'],
    ['stops itself', { ...bad('stopped'), timeoutSeconds: 1 }, 'temporary', 'timed_out'],
    ['ignores SIGTERM, with all its family', { ...bad('deaf-family'), timeoutSeconds: 1 }, 'temporary', 'timed_out'],
    ['leaves children behind, in its group and out of it', bad('children'), 'temporary', 'exit_75'],
  ])('because it %s fails alone', async (_, command, outcome, code) => {
    const ended = await attempt(command)
    expect(ended).toMatchObject({ outcome, error: { code } })
    expect(ended.error?.message).not.toBe('')
  })
})

describe('what cannot be stored as it is', () => {
  it('is stored as what it can be: bytes that are no UTF-8', async () => {
    const { error, log } = await attempt(bad('no-utf8'))
    expect(error).toMatchObject({ code: 'bad_bytes', message: 'a\uFFFD\uFFFDb' })
    expect(log).toEqual(['\uFFFD\uFFFD\uFFFD'])
  })

  it('is stored as what it can be: null bytes and half characters in a result', async () => {
    const { outcome, result } = await attempt(bad('odd-words'))
    expect(outcome).toBe('succeeded')
    expect(result).toEqual({ nul: 'a\uFFFDb', half: 'a\uFFFDb' })
  })
})

describe('a gigabyte on stdout', () => {
  it.each([
    ['of lines', 'lines'],
    ['of one line', 'endless-line'],
    ['of the shortest lines that there are', 'short-lines'],
    ['of a script that ignores SIGTERM', 'deaf-flood'],
  ])('%s ends the script, drowns no log and takes no memory of the worker', async (_, kind) => {
    const lines = worker.log.length
    const ended = await attempt(bad(kind))
    expect(ended).toMatchObject({ outcome: 'temporary', error: { code: 'output_limit' } })
    expect(ended.usage?.logBytes).toBeGreaterThan(4_000_000)
    expect(worker.log.length - lines).toBeLessThan(10_000)
  })
})
