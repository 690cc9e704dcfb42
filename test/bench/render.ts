/**
 * CPU seconds that the steps of `mouse-and-owl-18.json` take, all of them and all that they start, against one ffmpeg
 * command that encodes the same frames once with the same settings; and the wall time with 1, 2 and 3 workers.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { migrate, openPipeline, type Pipeline } from '@reelyard/pipeline'
import { startTestPostgres } from '../support/test-postgres.ts'
import { startWorker } from '../support/worker-process.ts'
import { printJson, processorSeconds } from './stage.ts'

const ORDER = new URL('../../examples/mouse-and-owl-18.json', import.meta.url)

const execute = promisify(execFile)

interface Film {
  workers: number
  wallSeconds: number
  /** Of all scripts and all that they started. */
  cpuSeconds: number
  /** Of the worker processes themselves. */
  workerCpuSeconds: number
}

export async function run(): Promise<void> {
  const frames = await mkdtemp(join(tmpdir(), 'reelyard-frames-'))
  try {
    await makeFilm(1, await frameKeeper(frames))
    const encodeSeconds = await encodeOnce(frames)
    for (const workers of [1, 2, 3]) {
      const film = await makeFilm(workers)
      printJson({ bench: 'render', ...film, encodeSeconds, ratio: film.cpuSeconds / encodeSeconds, aim: 1.25 })
    }
  } finally {
    await rm(frames, { recursive: true, force: true })
  }
}

/** An ffmpeg that keeps a copy of the raw frames that it is given: some 7 GB for this film. */
async function frameKeeper(folder: string): Promise<string> {
  const program = join(folder, 'ffmpeg')
  const script = `case " $* " in *" rawvideo "*) tee "${folder}/$$.yuv" | ffmpeg "$@" ;; *) exec ffmpeg "$@" ;; esac`
  await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return program
}

async function makeFilm(workerCount: number, ffmpeg?: string): Promise<Film> {
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-bench-'))
  const server = await startTestPostgres()
  await migrate(server.url)
  const pipeline = await openPipeline({
    databaseUrl: server.url,
    applicationName: 'bench',
    housekeeping: false,
    onError: () => {},
  })
  const at = { databaseUrl: server.url, folder, ...(ffmpeg === undefined ? {} : { env: { FFMPEG_PATH: ffmpeg } }) }
  const workers = await Promise.all(
    Array.from({ length: workerCount }, (_, index) => startWorker(`worker-${index + 1}`, at)),
  )
  const started = performance.now()
  await complete(pipeline)
  const wallSeconds = (performance.now() - started) / 1_000
  const usage = await Promise.all(workers.map(({ pid }) => processorSeconds(pid)))
  for (const worker of workers) await worker.stop()
  await pipeline.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
  return {
    workers: workerCount,
    wallSeconds,
    cpuSeconds: usage.reduce((sum, { children }) => sum + children, 0),
    workerCpuSeconds: usage.reduce((sum, { own }) => sum + own, 0),
  }
}

async function complete(pipeline: Pipeline): Promise<void> {
  const { videoId } = await pipeline.submit(JSON.parse(await readFile(ORDER, 'utf8')), BUILT_IN_VOICES)
  for (;;) {
    const video = await pipeline.getVideo(videoId!)
    if (video?.status === 'completed') return
    if (video?.status === 'failed') throw new Error('The film failed.')
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** One ffmpeg command over all frames of the film, as they were before their first encoding. */
async function encodeOnce(folder: string): Promise<number> {
  const input = '-f rawvideo -pixel_format yuv420p -video_size 1920x1080 -framerate 30 -i pipe:0'
  const settings = '-c:v libx264 -profile:v high -preset veryfast -crf 20 -g 120 -keyint_min 120 -sc_threshold 0 -bf 0'
  const command = `cat ${folder}/*.yuv | ffmpeg -hide_banner -benchmark ${input} ${settings} -threads 1 -f null -`
  const { stderr } = await execute('sh', ['-c', command], { maxBuffer: 1e8 })
  const [, user, system] = /utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr) ?? []
  return Number(user) + Number(system)
}
