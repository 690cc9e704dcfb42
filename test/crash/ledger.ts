/** What the tables and the scripts' own file say, each on its own, of the attempts that there were. */
import { readFile } from 'node:fs/promises'
import type postgres from 'postgres'
import { brokenInvariants } from '../support/invariants.ts'
import { effectsFile } from './film-worker.ts'
import { IDLE_WORKER } from './results.ts'

/** One attempt, as `task attempt`. */
type AttemptKey = string

/** The attempts that a worker holds now. */
export async function heldAttempts(sql: postgres.Sql): Promise<AttemptKey[]> {
  const rows = await sql`select id, attempt from tasks where state in ('claimed', 'processing') order by id`
  return rows.map(({ id, attempt }) => `${id} ${attempt}`)
}

/** Attempts that were lost, and those that were accepted. */
export async function endedAttempts(sql: postgres.Sql) {
  const rows = await sql`select task_id, number, outcome, worker from attempts order by task_id, number`
  const keys = (outcome: string) =>
    rows.filter((row) => row.outcome === outcome).map(({ task_id, number }) => `${task_id} ${number}`)
  const idle = rows.filter(({ worker }) => worker === IDLE_WORKER).map(({ task_id, number }) => `${task_id} ${number}`)
  return { lost: keys('lost'), accepted: keys('succeeded').filter((key) => !idle.includes(key)) }
}

/** The number of attempts of each task, by what it is: the same film has the same keys in every run. */
export async function attemptCounts(sql: postgres.Sql): Promise<Map<string, number>> {
  const rows = await sql`
    select v.channel_id as channel, t.step, t.scene, t.attempt from tasks t join videos v on v.id = t.video_id`
  return new Map(rows.map(({ channel, step, scene, attempt }) => [`${channel} ${step} ${scene}`, Number(attempt)]))
}

/** One sentence for each thing that is wrong with what the scripts did, and with what the tables hold. */
export async function faultsOf(sql: postgres.Sql, folder: string): Promise<string[]> {
  const effects = (await readFile(effectsFile(folder), 'utf8')).split('\n').slice(0, -1)
  const { accepted } = await endedAttempts(sql)
  const unfinished = await sql`select id, status from videos where status <> 'completed'`
  return [
    ...(await brokenInvariants(sql)),
    ...effects.filter((key, index) => effects.indexOf(key) !== index).map((key) => `Attempt ${key} ran twice.`),
    ...accepted.filter((key) => !effects.includes(key)).map((key) => `Attempt ${key} was accepted and did not run.`),
    ...unfinished.map(({ id, status }) => `Video ${id} is ${status}.`),
  ]
}
