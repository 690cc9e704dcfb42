/**
 * One video of eight no-op steps at a time, three idle workers: from the end of the transaction that made a task ready to
 * the start of its script. Beside it, in the same run and on the same Postgres, a plain pg-boss `send → work` with NOTIFY.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { STEPS, type StepName } from '@reelyard/core'
import { PgBoss } from 'pg-boss'
import type { TaskTimes } from './noop-worker.ts'
import { nextMessage, openStage, percentile, printJson, stopWorker, type Stage } from './stage.ts'

const VIDEOS = 120
/** The first of each are not counted: connections, statements and code get warm. */
const WARM_UP = 20
const PLAIN_JOBS = 300

export async function run(): Promise<void> {
  const stage = await openStage()
  try {
    const ours = await handoffs(stage)
    const plain = await plainPickups(stage.url)
    printJson({
      bench: 'handoff',
      handoffs: ours.length,
      p50Ms: percentile(ours, 0.5),
      p95Ms: percentile(ours, 0.95),
      plainPgBossJobs: plain.length,
      plainPgBossP50Ms: percentile(plain, 0.5),
      plainPgBossP95Ms: percentile(plain, 0.95),
      aimP50Ms: 6,
      aimP95Ms: 12,
    })
  } finally {
    await stage.close()
  }
}

async function handoffs(stage: Stage): Promise<number[]> {
  const workers = await stage.startWorkers(3)
  for (let index = 0; index < VIDEOS; index++) {
    const published = nextMessage(workers)
    await stage.submit(`handoff ${index}`)
    await published
  }
  const times = (await Promise.all(workers.map(timesOf))).flat()
  const videos = [...Map.groupBy(times, (time) => time.videoId).values()]
    .sort((a, b) => a[0]!.startedMs - b[0]!.startedMs)
    .slice(WARM_UP)
  return videos.flatMap(handoffsOf)
}

async function timesOf(worker: ChildProcess): Promise<TaskTimes[]> {
  const answer = once(worker, 'message')
  worker.send('times')
  return (await answer)[0] as TaskTimes[]
}

/** A task became ready when the last of what it depends on was settled. */
function handoffsOf(video: readonly TaskTimes[]): number[] {
  const settled = new Map<StepName, number>(video.map((time) => [time.step, time.settledMs]))
  return video
    .filter(({ step }) => STEPS[step].dependsOn.length > 0)
    .map(({ step, startedMs }) => startedMs - Math.max(...STEPS[step].dependsOn.map((needed) => settled.get(needed)!)))
}

async function plainPickups(url: string): Promise<number[]> {
  const main = fileURLToPath(new URL('plain-worker.ts', import.meta.url))
  const boss = new PgBoss({ connectionString: url, schema: 'plain', supervise: false, schedule: false })
  boss.on('error', (error) => process.stderr.write(`${String(error)}\n`))
  await boss.start()
  await boss.createQueue('plain', { notify: true })
  const workers = [1, 2, 3].map(() => fork(main, { env: { ...process.env, DATABASE_URL: url } }))
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  const waits: number[] = []
  for (let index = 0; index < PLAIN_JOBS + WARM_UP; index++) {
    const picked = nextMessage(workers)
    await boss.send('plain', {})
    const sentMs = nowMs()
    const startedMs = (await picked) as number
    if (index >= WARM_UP) waits.push(startedMs - sentMs)
  }
  await Promise.all(workers.map(stopWorker))
  await boss.stop({ graceful: false })
  return waits
}

/** The monotonic clock, which all processes of a machine share. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
