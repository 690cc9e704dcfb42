/** Processes that are to be killed at a crash point, as the tests start them and see them end. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type postgres from 'postgres'
import { expect } from 'vitest'
import type { DeadlyPoint } from './deadly-point.ts'
import type { FilmWorkerOptions } from './film-worker.ts'

/** The worker's name in the history, and that of each such process among Postgres's connections. */
export const MORTAL = 'mortal'

/** What a mortal process is told. */
export interface Mortal {
  databaseUrl: string
  /** Null: it lives, and says each point that it meets. */
  deadly: DeadlyPoint | null
}

export type MortalWorker = Mortal & Omit<FilmWorkerOptions, 'name' | 'onHeld' | 'logger'>

export interface MortalProcess {
  /** The points that it has said so far. */
  points: readonly string[]
  /** Tells it to end in order. */
  stop(): void
  /** Resolves when it has ended: true if it was killed. */
  ended: Promise<boolean>
}

/** Filled by those that end in order, kept for the next run. */
const COMPILE_CACHE = join(tmpdir(), 'reelyard-compile-cache')

/** It also ends with this process. */
export function startMortal(program: URL, told: Mortal): MortalProcess {
  const child = spawn(process.execPath, [fileURLToPath(program), JSON.stringify(told)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, REELYARD_EXIT_WITH_PARENT: '1', NODE_COMPILE_CACHE: COMPILE_CACHE },
  })
  const points: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => points.push(line))
  child.stdin.on('error', () => {})
  return {
    points,
    stop: () => void child.kill('SIGTERM'),
    // `close`, not `exit`: all that it has said has been read then.
    ended: once(child, 'close').then(([, signal]) => signal === 'SIGKILL'),
  }
}

/** Postgres finds a dead client's transaction when it reads from it: resolves when nothing of it is left. */
export async function buried(sql: postgres.Sql, applicationName = MORTAL): Promise<void> {
  const connections = () => sql`
    select 1 from pg_stat_activity where datname = current_database() and application_name = ${applicationName}`
  await expect.poll(connections, { timeout: 10_000, interval: 20 }).toHaveLength(0)
}
