/** What a process that is to be killed does at its crash points: it says their names, or dies at one of them. */
import type { PipelineOptions } from '@reelyard/pipeline'

/** A point, when it is reached for the n-th time (from 1). */
export interface DeadlyPoint {
  name: string
  nth: number
}

/** Null: every point is written to stdout, a line each. */
export function dieAt(deadly: DeadlyPoint | null): NonNullable<PipelineOptions['onPoint']> {
  let reached = 0
  return (point) => {
    if (deadly === null) process.stdout.write(`${point}\n`)
    else if (point === deadly.name && ++reached === deadly.nth) process.kill(process.pid, 'SIGKILL')
  }
}
