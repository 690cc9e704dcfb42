import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { WORKER_NAMES } from '../fleet.ts'
import type { Scenario } from '../strike.ts'

const PRELOAD = fileURLToPath(new URL('../preload/clock-jump.mjs', import.meta.url))
const HOURS = 48

/** The wall clock of one process jumps by hours, there and back. Only Postgres's clock may decide about leases. */
export const clockJump: Scenario = {
  env: (name, scratch) => ({ NODE_OPTIONS: `--import=${PRELOAD}`, CHAOS_CLOCK: clockOf(scratch, name) }),
  pause: [0.5, 2],
  strike: async ({ world, random, note }) => {
    const victim = random.pick(['web', ...WORKER_NAMES] as const)
    const hours = random.between(-HOURS, HOURS)
    note(`the clock of ${victim} is ${hours.toFixed(1)} hours ahead`)
    await writeFile(clockOf(world.scratch, victim), String(Math.round(hours * 3_600_000)))
  },
}

/** Holds the milliseconds by which the process's clock is ahead. */
function clockOf(scratch: string, name: string): string {
  return `${scratch}.clock-${name}`
}
