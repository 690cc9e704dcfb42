/** 200 videos of eight no-op steps, three workers: tasks a second through the whole path, history included. */
import type { ChildProcess } from 'node:child_process'
import postgres from 'postgres'
import { openStage, printJson, processorSeconds } from './stage.ts'

const VIDEOS = 200
const WORKERS = 3

export async function run(): Promise<void> {
  const stage = await openStage()
  const sql = postgres(stage.url, { max: 1 })
  try {
    for (let index = 0; index < VIDEOS; index++) await stage.submit(`drain ${index}`)
    const processes = await stage.startWorkers(WORKERS)
    const before = await cpuOf(processes)
    await allCompleted(sql)
    const cpuSeconds = (await cpuOf(processes)) - before
    const [row] = await sql`
      select count(*)::int as tasks, count(distinct worker)::int as workers,
             extract(epoch from max(finished_at) - min(claimed_at))::float8 as seconds from tasks`
    const [history] = await sql`select count(*)::int as moves from moves`
    const { tasks, seconds, workers } = row as { tasks: number; seconds: number; workers: number }
    printJson({
      bench: 'drain',
      videos: VIDEOS,
      tasks,
      workers,
      moves: history?.moves,
      seconds,
      tasksPerSecond: tasks / seconds,
      workerCpuMsPerTask: (cpuSeconds * 1_000) / tasks,
      aim: 400,
    })
  } finally {
    await sql.end()
    await stage.close()
  }
}

async function cpuOf(workers: readonly ChildProcess[]): Promise<number> {
  const seconds = await Promise.all(workers.map(({ pid }) => processorSeconds(pid!)))
  return seconds.reduce((sum, { own }) => sum + own, 0)
}

async function allCompleted(sql: postgres.Sql): Promise<void> {
  for (;;) {
    const [row] = await sql`select count(*)::int as left from videos where status <> 'completed'`
    if (row?.left === 0) return
    await sql`select pg_sleep(0.2)`
  }
}
