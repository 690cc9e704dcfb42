/**
 * All processes that came of one script, and their end.
 *
 * Most are in the script's process group. One that left it, as a daemon does (`setsid`, a double fork), is to end too:
 * every run has a mark of its own in its environment, which all that it starts inherits, whatever group, session or
 * parent it has, and which is found in `/proc/<pid>/environ`. Two things are not found: a process that was started with
 * an environment without the mark (`env -i`), and one of another user that we may not look into.
 */
import { HAS_PROC, processes, statOf, wasStartedWith } from './proc.ts'

/** The variable that holds the mark. */
export const MARK_VARIABLE = 'REELYARD_RUN'

export interface Family {
  /** Number of the script's process group. */
  group: number
  /** Value of MARK_VARIABLE, unlike that of any other run. */
  mark: string
  /** When the script started, in ticks of the machine: no other process of it is older. */
  since: number
}

/** The family of a script that has just been started as the leader of its group. */
export function familyOf(group: number, mark: string): Family {
  return { group, mark, since: (HAS_PROC && statOf(group)?.startedAt) || 0 }
}

/**
 * Sends SIGKILL to all of them. False where nobody was left; one that is dead, and not yet reaped, is nobody if there is
 * a `/proc` to tell so.
 */
export function killFamily({ group, mark, since }: Family): boolean {
  const hadGroup = kill(-group)
  if (!HAS_PROC) return hadGroup
  let found = false
  for (const process of processes()) {
    if (process.isDead || process.startedAt < since) continue
    if (hadGroup && process.group === group) found = true
    else if (wasStartedWith(process.pid, `${MARK_VARIABLE}=${mark}`)) found = kill(process.pid) || found
  }
  return found
}

/** False where it is gone, or belongs to another user. */
function kill(target: number): boolean {
  try {
    return process.kill(target, 'SIGKILL')
  } catch {
    return false
  }
}
