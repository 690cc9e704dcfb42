/**
 * What Linux's `/proc` says of processes. Read synchronously: a file takes some 8 µs, which is less than handing it to a
 * thread costs, and nothing can happen between finding a process and ending it.
 */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'

/** One process, as its `stat` says. Times in clock ticks. */
export interface ProcessStat {
  pid: number
  /** Number of its process group. */
  group: number
  /** Ended, and not yet reaped by its parent. */
  isDead: boolean
  /** Its own processor time, and that of the children that it has reaped. */
  cpu: number
  /** Since the machine's start. */
  startedAt: number
}

/** Whether there is a `/proc` to be asked. */
export const HAS_PROC = process.platform === 'linux' && existsSync('/proc/self/stat')

/** Linux tells times to programs in hundredths of a second, whatever the kernel counts in. */
export const TICKS_A_SECOND = 100

const buffer = Buffer.allocUnsafe(4096)

/**
 * All processes that can be seen, or those whose numbers lie above `after` and up to `last`; one that ends meanwhile is
 * left out. Empty where there is no `/proc`.
 */
export function* processes(after = 0, last = Infinity): Iterable<ProcessStat> {
  if (!HAS_PROC || last <= after) return
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const stat = pid > after && pid <= last ? statOf(pid) : null
    if (stat) yield stat
  }
}

/** The number that was given to a process or thread last; they are given in a circle. 0 where it is not told. */
export function newestPid(): number {
  return Number(head('/proc/loadavg').trim().split(' ')[4] ?? 0)
}

/** Null where the process is gone. */
export function statOf(pid: number): ProcessStat | null {
  const fields = statFields(String(pid))
  if (!fields) return null
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15).map(Number)
  return {
    pid,
    group: Number(fields[2]),
    isDead: fields[0] === 'Z' || fields[0] === 'X',
    cpu: utime + stime + cutime + cstime,
    startedAt: Number(fields[19]),
  }
}

/** Processor time of the children that this process has reaped so far, with all that they had reaped; in ticks. */
export function reapedTicks(): number {
  const fields = HAS_PROC ? statFields('self') : null
  return fields ? Number(fields[13]) + Number(fields[14]) : 0
}

/** The most memory that a process has held at once since its program began, in bytes; 0 where it is gone. */
export function peakMemoryOf(pid: number): number {
  const [, kibibytes = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(head(`/proc/${pid}/status`)) ?? []
  return Number(kibibytes) * 1024
}

/** Whether a variable stood in the environment that the process was started with. False where that is not ours to see. */
export function wasStartedWith(pid: number, variable: string): boolean {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`.includes(`\0${variable}\0`)
  } catch {
    return false
  }
}

/** From the state on: the program's name before it may hold anything, also blanks and brackets. */
function statFields(pid: string): string[] | null {
  const text = head(`/proc/${pid}/stat`)
  return text === '' ? null : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function head(path: string): string {
  try {
    const file = openSync(path, 'r')
    try {
      return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0))
    } finally {
      closeSync(file)
    }
  } catch {
    return ''
  }
}
