/** How a command is run: with a terminal, interruptible, and with an exit code at its end. */
import { exitCodeOf } from '../exit-codes.ts'
import { listenForInterruption, type Interruption } from '../interruption.ts'
import { sayLines } from '../shown.ts'
import type { Terminal } from '../terminal.ts'

/** Hands a command what it needs, and takes its exit code. */
export type Run = (work: (terminal: Terminal, interruption: Interruption) => Promise<number>) => Promise<void>

/** Runs a command's work in `terminal`; `onEnd` gets the exit code. Errors are said on stderr. */
export function runner(terminal: Terminal, onEnd: (exitCode: number) => void): Run {
  return async (work) => {
    const interruption = listenForInterruption()
    try {
      onEnd(await work(terminal, interruption))
    } catch (error) {
      onEnd(explain(interruption.stop.aborted ? interruption.stop.reason : error, terminal))
    } finally {
      interruption.release()
    }
  }
}

function explain(error: unknown, { err }: Terminal): number {
  const message = error instanceof Error ? error.message : String(error)
  if (message !== '') sayLines(err, message.split('\n'))
  return exitCodeOf(error)
}
