/**
 * CPU seconds that the steps of `mouse-and-owl-18.json` take, all of them and all that they start, against one ffmpeg
 * command that encodes the same frames once with the same settings; and the wall time with 1, 2 and 3 workers.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { folderStore } from '@reelyard/artifacts'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { migrate, openPipeline, type Pipeline, type VideoView } from '@reelyard/pipeline'
import { startTestPostgres } from '../support/test-postgres.ts'
import { startWorker } from '../support/worker-process.ts'
import { printJson, processorSeconds } from './stage.ts'

const ORDER = new URL('../../examples/mouse-and-owl-18.json', import.meta.url)

const execute = promisify(execFile)

interface Film {
  workers: number
  wallSeconds: number
  cpuSeconds: number
  workerCpuSeconds: number
  path: string
  remove(): Promise<void>
}

export async function run(): Promise<void> {
  const films: Film[] = []
  for (const workers of [1, 2, 3]) films.push(await makeFilm(workers))
  try {
    const encodeSeconds = await encodeOnce(films[0]!.path)
    for (const { workers, wallSeconds, cpuSeconds, workerCpuSeconds } of films) {
      printJson({ bench: 'render', workers, wallSeconds, cpuSeconds, workerCpuSeconds, encodeSeconds, ratio: cpuSeconds / encodeSeconds, aim: 1.25 })
    }
  } finally {
    for (const film of films) await film.remove()
  }
}

async function makeFilm(count: number): Promise<Film> {
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-bench-'))
  const server = await startTestPostgres()
  await migrate(server.url)
  const pipeline = await openPipeline({ databaseUrl: server.url, applicationName: 'bench', housekeeping: false, onError: () => {} })
  const at = { databaseUrl: server.url, folder }
  const workers = await Promise.all(Array.from({ length: count }, (_, index) => startWorker(`worker-${index + 1}`, at)))
  const started = performance.now()
  const video = await complete(pipeline)
  const wallSeconds = (performance.now() - started) / 1_000
  const usage = await Promise.all(workers.map(({ pid }) => processorSeconds(pid)))
  const artifacts = await pipeline.artifactsOf(video.id)
  const film = artifacts?.find((artifact) => artifact.role === 'film')
  const path = join(folder, 'film.mp4')
  await folderStore(join(folder, 'artifacts')).fetch(film!.sha256, path)
  for (const worker of workers) await worker.stop()
  await pipeline.close()
  await server.stop()
  return {
    workers: count,
    wallSeconds,
    cpuSeconds: usage.reduce((sum, { children }) => sum + children, 0),
    workerCpuSeconds: usage.reduce((sum, { own }) => sum + own, 0),
    path,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function complete(pipeline: Pipeline): Promise<VideoView> {
  const { videoId } = await pipeline.submit(JSON.parse(await readFile(ORDER, 'utf8')), BUILT_IN_VOICES)
  for (;;) {
    const video = await pipeline.getVideo(videoId!)
    if (video?.status === 'completed') return video
    if (video?.status === 'failed') throw new Error('The film failed.')
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** One ffmpeg command over the film's frames, less what decoding them takes. */
async function encodeOnce(film: string): Promise<number> {
  const settings = '-an -c:v libx264 -profile:v high -preset veryfast -crf 20 -pix_fmt yuv420p -g 120 -keyint_min 120 -sc_threshold 0 -bf 0 -threads 1'
  const both = await ffmpegSeconds(['-threads', '1', '-i', film, ...settings.split(' '), '-f', 'null', '-'])
  const decoding = await ffmpegSeconds(['-threads', '1', '-i', film, '-an', '-f', 'null', '-'])
  return both - decoding
}

/** User and system time, as ffmpeg's own `-benchmark` counts it. */
async function ffmpegSeconds(args: string[]): Promise<number> {
  const { stderr } = await execute('ffmpeg', ['-nostdin', '-hide_banner', '-benchmark', ...args], { maxBuffer: 1e8 })
  const [, user, system] = /utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr) ?? []
  return Number(user) + Number(system)
}
