/** What strikes have led to, as far as a scenario asks for it: so that none of them hits nothing without anybody noticing. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type postgres from 'postgres'
import { WORKER_NAMES, type WorkerName } from './fleet.ts'
import type { Fault } from './strike.ts'
import type { World } from './world.ts'

/** A line that a worker has logged. */
interface Logged {
  place: WorkerName
  /** ISO 8601, on the worker's own clock. */
  time: string
  /** The whole line. */
  text: string
}

export interface Aftermath {
  faults: readonly Fault[]
  /** How many attempts ended how. */
  attempts: Readonly<Record<string, number>>
  /** Attempts that failed because there was no space left. */
  fullDisks: number
  /** Places whose workers were told to stop, and were replaced. */
  retired: readonly WorkerName[]
  /** All that the workers have logged. */
  logged: readonly Logged[]
}

export async function aftermathOf(
  world: World,
  faults: readonly Fault[],
  attempts: Readonly<Record<string, number>>,
): Promise<Aftermath> {
  return {
    faults,
    attempts,
    fullDisks: await fullDisksFelt(world.sql),
    retired: [...new Set(world.fleet.retired)],
    logged: (await Promise.all(WORKER_NAMES.map((place) => readLog(world.folder, place)))).flat(),
  }
}

/** A line is no record where it is what Node itself, or a dying process, has said. */
async function readLog(folder: string, place: WorkerName): Promise<Logged[]> {
  const lines = (await readFile(join(folder, `${place}.log`), 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('{'))
  return lines.map((text) => ({ place, text, time: /"time":"([^"]*)"/.exec(text)?.[1] ?? '' }))
}

/** Said by the worker itself, or by its script, whose exit code is then that of a passing failure. */
export async function fullDisksFelt(sql: postgres.Sql): Promise<number> {
  const [row] = await sql`
    select count(*)::int as felt from attempts
     where error is not null and concat(error::text, log::text) ~ 'ENOSPC|No space left on device'`
  return Number(row?.felt)
}

/** Codes with which Node, the driver or Postgres say that a connection is not there (any more). */
const OUT_OF_REACH = /"code":"(ECONNREFUSED|ECONNRESET|EPIPE|CONNECTION_\w+|CONNECT_TIMEOUT|57P0\d)"/

export function couldNotReachPostgres({ logged }: Aftermath): string | null {
  return logged.some(({ text }) => OUT_OF_REACH.test(text))
    ? null
    : 'No worker has logged that Postgres was out of reach.'
}
