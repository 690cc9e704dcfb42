/** What scenarios are made of: faults, each noted with its moment, so that recovery can be told afterwards. */
import type { Random } from './random.ts'
import type { Worker } from './fleet.ts'
import type { World } from './world.ts'

/** An attempt that a worker holds. */
export interface Held {
  taskId: string
  attempt: number
}

export interface Fault {
  what: string
  /** On this machine's clock, which is Postgres's too. */
  at: Date
  /** Attempts whose recovery is to be told. Absent: the next start of any task tells it. */
  held?: readonly Held[]
}

export interface Strike {
  world: World
  /** Of this strike, from 0. */
  number: number
  random: Random
  leaseSeconds: number
  /** Resolves after this time, or at once where the load has ended. */
  wait(seconds: number): Promise<void>
  /** Notes a fault that happens now. */
  note(what: string): Fault
  /** Notes something that must not be; it fails the run. */
  wrong(what: string): void
}

export interface Scenario {
  /** What a process is started with besides. */
  env?(name: string, folder: string): Record<string, string>
  /** Before the workers start: `scratch` is there, and empty. Returns the way back. */
  prepare?(scratch: string): Promise<() => Promise<unknown>>
  /** Attempts that fail in it are burned by a deploy. */
  isDeploy?: boolean
  /** Least and most seconds of quiet before each strike. */
  pause: readonly [number, number]
  /** One fault and what follows from it, again and again until the load has ended. */
  strike(strike: Strike): Promise<void>
}

/** The attempts that a worker holds now. */
export async function heldBy({ sql }: World, { name }: Worker): Promise<Held[]> {
  const rows = await sql`
    select id, attempt from tasks where worker = ${name} and state in ('claimed', 'processing')`
  return rows.map((row) => ({ taskId: String(row.id), attempt: Number(row.attempt) }))
}
