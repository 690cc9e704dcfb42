/** All of Reelyard for a test: a fresh database, the web app and three workers, each a real process. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createClient, type Artifact, type Client, type Video } from '@reelyard/client'
import { openPipeline } from '@reelyard/pipeline'
import postgres from 'postgres'
import { expect } from 'vitest'
import { freshDatabase } from './database.ts'
import { ADMIN_KEY, startWeb } from './web-process.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

export interface Studio {
  url: string
  sql: postgres.Sql
  client: Client
  workers: readonly WorkerProcess[]
  /** Holds the artifact store and the workers' scratch folders; empty otherwise. */
  folder: string
  /** Creates or changes a channel, as the command line does. */
  putChannel(channel: unknown): Promise<void>
  /** Orders a video over REST and waits for its end. */
  make(order: object): Promise<MadeVideo>
  close(): Promise<void>
}

export interface MadeVideo {
  video: Video
  artifacts: readonly Artifact[]
  /** The one artifact of a role, or of a role and a step. */
  artifact(role: string, step?: string): Artifact
  /** Downloads an artifact; gives its path. */
  file(role: string, step?: string): Promise<string>
  text(role: string, step?: string): Promise<string>
}

/** Where `{{scripts}}` of the example channels points: the project's own folder. */
const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const WORKERS = ['worker-1', 'worker-2', 'worker-3']

/** Where it fails, what it has started is ended. */
export async function openStudio(): Promise<Studio> {
  const ends: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end()
  }
  try {
    return { ...(await start(ends)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function start(ends: (() => Promise<unknown>)[]): Promise<Omit<Studio, 'close'>> {
  const database = await freshDatabase()
  ends.push(database.drop)
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-studio-'))
  ends.push(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'downloads'))
  const sql = postgres(database.url, { max: 1 })
  ends.push(() => sql.end())
  const at = { databaseUrl: database.url, folder, env: { REELYARD_SCRIPTS_DIR: PROJECT, LOG_LEVEL: 'debug' } }
  const workers: WorkerProcess[] = []
  ends.push(() => Promise.all(workers.map((worker) => worker.stop())))
  await Promise.all(WORKERS.map(async (name) => workers.push(await startWorker(name, at))))
  const web = await startWeb(at)
  ends.push(web.stop)
  const client = createClient(web.url, { apiKey: ADMIN_KEY })
  return {
    url: web.url,
    sql,
    client,
    workers,
    folder,
    putChannel: (channel) => putChannel(database.url, channel),
    make: async (order) => {
      const { id } = await client.submitVideo(order)
      const video = await client.waitForEnd(id, { intervalMs: 100 })
      return madeVideo(client, video, await client.artifacts(id), folder)
    },
  }
}

async function putChannel(databaseUrl: string, channel: unknown): Promise<void> {
  const faults: unknown[] = []
  const pipeline = await openPipeline({
    databaseUrl,
    applicationName: 'test',
    housekeeping: false,
    onError: (error) => faults.push(error),
  })
  try {
    await pipeline.putChannel(channel)
  } finally {
    await pipeline.close()
  }
  expect(faults).toEqual([])
}

function madeVideo(client: Client, video: Video, artifacts: readonly Artifact[], folder: string): MadeVideo {
  const artifact = (role: string, step?: string) => {
    const found = artifacts.filter((file) => file.role === role && (step === undefined || file.step === step))
    if (found.length !== 1) throw new Error(`The video has ${found.length} files of the role '${role}'.`)
    return found[0]!
  }
  const file = async (role: string, step?: string) => {
    const { id } = artifact(role, step)
    const path = join(folder, 'downloads', id)
    await client.download(id, path)
    return path
  }
  return { video, artifacts, artifact, file, text: async (...which) => readFile(await file(...which), 'utf8') }
}

/** What ffprobe finds in a film: the frames that can be decoded, and the title. */
export async function probe(path: string): Promise<{ frames: number; title: string | undefined }> {
  const asked = ['-count_frames', '-select_streams', 'v:0', '-show_entries', 'stream=nb_read_frames:format_tags']
  const { stdout } = await promisify(execFile)('ffprobe', ['-v', 'error', ...asked, '-of', 'json', path])
  const { streams, format } = JSON.parse(stdout) as {
    streams: { nb_read_frames: string }[]
    format: { tags: { title?: string } }
  }
  return { frames: Number(streams[0]?.nb_read_frames), title: format.tags.title }
}
