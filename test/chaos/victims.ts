/** Whom a strike hits: by chance, or by what a worker is just doing. */
import { WORKER_NAMES, type Worker, type WorkerName } from './fleet.ts'
import type { Random } from './random.ts'
import type { Held, Strike } from './strike.ts'
import type { World } from './world.ts'

/**
 * `at work`: the worker that runs most scripts, when there is one. `in assembly`: one whose assembly, the longest step, has
 * just begun.
 */
export type Victim = WorkerName | 'at work' | 'in assembly'

export function anyWorker(random: Random): WorkerName {
  return random.pick(WORKER_NAMES)
}

/** An assembly runs for 4 seconds: what a strike does in this time, it does in the middle of one. */
const JUST_BEGUN_SECONDS = 1

/** Waits until there is such a victim, among these places; the first of them where there is none for too long. */
export async function findVictim(
  { world, until }: Pick<Strike, 'world' | 'until'>,
  victim: Victim,
  among: readonly WorkerName[] = WORKER_NAMES,
): Promise<WorkerName> {
  if (victim !== 'at work' && victim !== 'in assembly') return victim
  let found: WorkerName | undefined
  await until(async () => {
    const busy = await busyWorkers(world, victim)
    found = busy.flatMap((name) => among.find((place) => world.fleet.current(place).name === name) ?? [])[0]
    return found !== undefined
  })
  return found ?? among[0] ?? WORKER_NAMES[0]
}

async function busyWorkers({ sql }: World, victim: 'at work' | 'in assembly'): Promise<string[]> {
  const rows = await sql`
    select t.worker from tasks t join attempts a on a.task_id = t.id and a.number = t.attempt
     where t.state = 'processing' and (${victim === 'at work'}
           or (t.step = 'assembly' and a.started_at > now() - make_interval(secs => ${JUST_BEGUN_SECONDS})))
     group by t.worker order by count(*) desc, t.worker`
  return rows.map((row) => String(row.worker))
}

/** The attempts that a worker holds now. */
export async function heldBy({ sql }: World, { name }: Worker): Promise<Held[]> {
  const rows = await sql`
    select id, attempt from tasks where worker = ${name} and state in ('claimed', 'processing')`
  return rows.map((row) => ({ taskId: String(row.id), attempt: Number(row.attempt) }))
}
