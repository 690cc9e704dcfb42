/** Opens the pipeline at DATABASE_URL for one command. */
import type { Pipeline } from '@reelyard/pipeline'
import type { Run } from '../commands/run.ts'
import { databaseUrlOf } from '../database-url.ts'
import { unlessAborted, type Interruption } from '../interruption.ts'
import type { Terminal } from '../terminal.ts'
import type { Keyboard } from './confirm.ts'

/** What a command works with. */
export interface Place {
  pipeline: Pipeline
  terminal: Terminal
  interruption: Interruption
  keyboard: Keyboard
}

/** Runs a command: `read` reads its command line, before anything is connected; `work` is handed what it read. */
export type AtWork = <Read>(
  read: (terminal: Terminal) => Read | Promise<Read>,
  work: (place: Place, read: Read) => Promise<number>,
) => Promise<void>

/** Ends as soon as it is interrupted; either way nothing stays connected. */
export function atWork(run: Run, keyboard: Keyboard): AtWork {
  return (read, work) =>
    run(async (terminal, interruption) => {
      const ready = await read(terminal)
      // Loaded by those only who need it: it is half of what the command line takes to start.
      const { openPipeline } = await import('@reelyard/pipeline')
      const pipeline = await openPipeline({
        databaseUrl: await databaseUrlOf(terminal.env),
        applicationName: 'reelyard dead-letters',
        housekeeping: false,
        onError: () => {},
      })
      try {
        return await unlessAborted(interruption.stop, work({ pipeline, terminal, interruption, keyboard }, ready))
      } finally {
        await pipeline.close()
      }
    })
}
