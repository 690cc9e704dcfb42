/** What scenarios are made of: faults, each noted with its moment, so that recovery can be told afterwards. */
import type { Aftermath } from './aftermath.ts'
import type { Random } from './random.ts'
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
  leaseSeconds: number
  /** Resolves after this time, or at once where the load has ended. */
  wait(seconds: number): Promise<void>
  /** Resolves when it is so, or where the load has ended or this has taken too long. */
  until(isSo: () => Promise<boolean>): Promise<void>
  /** Notes a fault that happens now. */
  note(what: string): Fault
  /** Notes something that must not be; it fails the run. */
  wrong(what: string): void
}

/** Figures that are above 0 for a good reason in some scenarios, and must be 0 in the others. */
export const EXCUSABLE = ['self_exits', 'attempts_burned', 'reruns'] as const

/** `Plan`: what of one strike is chance in the long form, and written down in the short one. */
export interface Scenario<Plan = unknown> {
  /** What a process is started with besides. */
  env?(name: string, folder: string): Record<string, string>
  /** Before the workers start: `scratch` is there, and empty. Returns the way back. */
  prepare?(scratch: string): Promise<() => Promise<unknown>>
  /** Attempts that fail in it are burned by a deploy. */
  isDeploy?: boolean
  /** What may be above 0 here. */
  excused: readonly (typeof EXCUSABLE)[number][]
  /** Whether the 99th percentile of the recovery is bound by the lease. */
  isTimed?: boolean
  /** Least and most seconds of quiet before each strike of the long form. */
  pause: readonly [number, number]
  draw(random: Random, strike: Pick<Strike, 'number' | 'leaseSeconds'>): Plan
  /** The short form: its strikes, one after the other. */
  short: readonly Plan[]
  /** One fault and what follows from it. */
  strike(strike: Strike, plan: Plan): Promise<void>
  /** What the short form must have led to, else it struck into the void: a sentence where it has not. */
  missing(aftermath: Aftermath): string | null
}

/** A scenario, its plans known to itself only. */
export function scenario<Plan>(parts: Scenario<Plan>): Scenario {
  return parts
}
