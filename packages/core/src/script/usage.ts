/** What running scripts use of the machine, looked up in `/proc` while they run: one look for all of them. */
import { HAS_PROC, peakMemoryOf, processes, reapedTicks, TICKS_A_SECOND } from './proc.ts'

/** What one run of a script used. */
export interface ScriptUsage {
  /** From its start to its end, without what came after: reading its output, ending what it left behind. */
  wallSeconds: number
  /**
   * Processor time, user and system, of the script and of all that it or its children waited for. Not in it: what a
   * process of the group that nobody waited for, or one that left the group, used after the last look. Where several
   * scripts end in the same turn of the event loop, the time since the last look is missing. Null where no look was
   * possible (not Linux).
   */
  cpuSeconds: number | null
  /**
   * The most memory at any look: the sum over the group's processes of the most that each had held by then. Memory that
   * processes share is counted for each of them; peaks at different times are added; processes that came and went
   * between two looks, or left the group, are not in it. Null where there was no look: not Linux, or a script that ended
   * within some 100 ms.
   */
  maxRssBytes: number | null
  /** Bytes of stdout and stderr together, as far as they were read. */
  logBytes: number
}

/** Between two looks at a script: as long as it has run, so that one that lasts half a second is seen too. */
const SHORTEST_MS = 100
const LONGEST_MS = 1000

/** Measures one run. */
export interface Meter {
  /** Looks now, since the script is about to be ended. */
  look(): void
  /** To be called in the very turn in which the script's end became known; resolves in the next. */
  end(): Promise<Omit<ScriptUsage, 'logBytes'>>
}

interface Running {
  startedAt: number
  /** When it was last looked at; its start before that. */
  lookedAt: number
  ticks: number | null
  bytes: number | null
}

/** By process group. */
const running = new Map<number, Running>()
/** Scripts that ended in this turn. */
let ended: Running[] = []
let reaped = 0
let timer: NodeJS.Timeout | undefined
let dueAt = Infinity

/** Starts to measure the script that leads this process group. */
export function startMeter(group: number): Meter {
  const startedAt = performance.now()
  const run: Running = { startedAt, lookedAt: startedAt, ticks: null, bytes: null }
  if (HAS_PROC) {
    if (ended.length === 0) reaped = reapedTicks()
    running.set(group, run)
    schedule()
  }
  return {
    look: lookAtAll,
    end: async () => {
      const wallSeconds = Math.round(performance.now() - run.startedAt) / 1000
      if (HAS_PROC) {
        running.delete(group)
        await shareReaped(run)
      }
      return { wallSeconds, cpuSeconds: run.ticks === null ? null : run.ticks / TICKS_A_SECOND, maxRssBytes: run.bytes }
    },
  }
}

/**
 * What this process has reaped since the last time is what the script used that ended now, to the tick and to its last
 * moment, which no look can see. With two at once it cannot be told whose it is.
 */
async function shareReaped(run: Running): Promise<void> {
  ended.push(run)
  await new Promise((resolve) => setImmediate(resolve))
  if (ended.length === 0) return
  const [only, ...others] = ended
  const before = reaped
  reaped = reapedTicks()
  ended = []
  if (only && others.length === 0) only.ticks = Math.max(only.ticks ?? 0, reaped - before)
}

function lookAtAll(): void {
  const sums = new Map<Running, { ticks: number; bytes: number }>()
  for (const { pid, group, cpu } of processes()) {
    const run = running.get(group)
    if (!run) continue
    const sum = sums.get(run) ?? { ticks: 0, bytes: 0 }
    sums.set(run, { ticks: sum.ticks + cpu, bytes: sum.bytes + peakMemoryOf(pid) })
  }
  for (const [run, { ticks, bytes }] of sums) {
    run.ticks = Math.max(run.ticks ?? 0, ticks)
    // A process that has ended, and is not reaped yet, has no memory to tell of.
    if (bytes > 0) run.bytes = Math.max(run.bytes ?? 0, bytes)
  }
  const now = performance.now()
  for (const run of running.values()) run.lookedAt = now
}

/** One timer for all that run, which keeps no process alive; none where nothing runs. */
function schedule(): void {
  const next = Math.min(...[...running.values()].map(nextLook))
  if (next >= dueAt) return
  clearTimeout(timer)
  dueAt = next
  timer = setTimeout(onDue, Math.max(next - performance.now(), 0)).unref()
}

function nextLook({ startedAt, lookedAt }: Running): number {
  return lookedAt + Math.min(Math.max(lookedAt - startedAt, SHORTEST_MS), LONGEST_MS)
}

function onDue(): void {
  dueAt = Infinity
  if (running.size === 0) return
  if (ended.length === 0) reaped = reapedTicks()
  // The one that it was set for may have ended, with only younger ones running now.
  if ([...running.values()].some((run) => nextLook(run) <= performance.now() + 1)) lookAtAll()
  schedule()
}
