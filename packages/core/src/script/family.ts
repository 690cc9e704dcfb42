/**
 * All processes that came of one script, and their end.
 *
 * Most are in the script's process group. One that left it, as a daemon does (`setsid`, a double fork), is to end too:
 * every run has a mark of its own in its environment, which all that it starts inherits, whatever group, session or
 * parent it has, and which is found in `/proc/<pid>/environ`. Two things are not found: a process that was started with
 * an environment without the mark (`env -i`), and one of another user that we may not look into.
 */
import { HAS_PROC, newestPid, processes, statOf, wasStartedWith, type ProcessStat } from './proc.ts'

/** The variable that holds the mark. */
export const MARK_VARIABLE = 'REELYARD_RUN'

/** The numbers of processes, 32,768 where they are few, do not come round in such a time. */
const SHORT_MS = 60_000

export interface Family {
  /** Number of the script's process group. */
  group: number
  /** Value of MARK_VARIABLE, unlike that of any other run. */
  mark: string
  /** When the script started, in ticks of the machine: no other process of it is older. */
  since: number
  /** The same by our own clock. */
  startedAt: number
}

/** The family of a script that has just been started as the leader of its group. */
export function familyOf(group: number, mark: string): Family {
  const since = (HAS_PROC && statOf(group)?.startedAt) || 0
  return { group, mark, since, startedAt: performance.now() }
}

/**
 * Sends SIGKILL to all of them. False where nobody was left; one that is dead, and not yet reaped, is nobody if there is
 * a `/proc` to tell so.
 */
export function killFamily(family: Family): boolean {
  const { group, mark, since } = family
  const hadGroup = kill(-group)
  if (!HAS_PROC) return hadGroup
  let found = false
  for (const process of youngerThan(family)) {
    if (process.isDead || process.startedAt < since) continue
    if (hadGroup && process.group === group) found = true
    else if (wasStartedWith(process.pid, `${MARK_VARIABLE}=${mark}`)) found = kill(process.pid) || found
  }
  return found
}

/** Of a script that ran for a moment, only the few whose numbers were given out since: most scripts leave nothing. */
function youngerThan({ group, startedAt }: Family): Iterable<ProcessStat> {
  const newest = newestPid()
  const isTold = newest >= group && performance.now() - startedAt < SHORT_MS
  return isTold ? processes(group, newest) : processes()
}

/** False where it is gone, or belongs to another user. */
function kill(target: number): boolean {
  try {
    return process.kill(target, 'SIGKILL')
  } catch {
    return false
  }
}
