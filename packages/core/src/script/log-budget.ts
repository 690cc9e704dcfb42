/**
 * How much of a script's log is handed on. A script may write lines by the million; each would cost its reader more than
 * it cost the script, and the log of all others would drown in it.
 */

/** A line costs its characters, and this much for all that is logged around it. */
const LINE_COST = 200
/** Some 5,000 short lines at once … */
const BURST = 1_000_000
/** … and then some 500 a second, which is what Railway takes of a service before it drops lines of its own choice. */
const A_SECOND = 100_000

/** A bucket of characters that fills up with time. `now` in milliseconds. */
export class LogBudget {
  private room = BURST
  private filledAt = performance.now()

  /** Whether a line of this length may pass; takes what it costs. */
  admits(length: number, now: number = performance.now()): boolean {
    this.room = Math.min(BURST, this.room + ((now - this.filledAt) / 1000) * A_SECOND)
    this.filledAt = now
    if (this.room < LINE_COST + length) return false
    this.room -= LINE_COST + length
    return true
  }
}
