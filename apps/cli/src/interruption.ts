/** Ctrl-C and its kind: the first asks to stop in order, the second to be quick about it. */
import { CommandError } from './command-error.ts'
import { watchLaunchers } from './processes/launcher.ts'

/** Whether somebody wants the command to end: by Ctrl-C, by closing the terminal, by SIGTERM. */
export interface Interruption {
  /** Aborted by the first signal; its reason is a CommandError with the exit code. */
  stop: AbortSignal
  /** Aborted by the second. */
  hurry: AbortSignal
  /** Takes the listeners away. */
  release(): void
}

const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/**
 * Listens for signals, for uncaught errors, for a reader of stdout that went away, and for the end of the package manager
 * that started this process: one that is killed takes nobody with it.
 */
export function listenForInterruption(): Interruption {
  const stop = new AbortController()
  const hurry = new AbortController()
  const interrupt = (error: CommandError) => (stop.signal.aborted ? hurry.abort(error) : stop.abort(error))
  const onSignal = (signal: NodeJS.Signals) => {
    interrupt(new CommandError('', EXIT_CODES[signal as keyof typeof EXIT_CODES]))
  }
  const onError = (error: unknown) => interrupt(new CommandError(String((error as Error)?.stack ?? error), 1))
  const onBrokenPipe = () => interrupt(new CommandError('', 141))
  const ignore = () => {}

  for (const signal of Object.keys(EXIT_CODES)) process.on(signal, onSignal)
  process.on('uncaughtException', onError).on('unhandledRejection', onError)
  process.stdout.on('error', onBrokenPipe)
  process.stderr.on('error', ignore)
  const forgetLaunchers = watchLaunchers(process.env, () => interrupt(new CommandError('', EXIT_CODES.SIGTERM)))

  return {
    stop: stop.signal,
    hurry: hurry.signal,
    release: () => {
      for (const signal of Object.keys(EXIT_CODES)) process.off(signal, onSignal)
      process.off('uncaughtException', onError).off('unhandledRejection', onError)
      process.stdout.off('error', onBrokenPipe)
      process.stderr.off('error', ignore)
      forgetLaunchers()
    },
  }
}

/** Settles like `work`, or rejects as soon as the signal aborts. */
export async function unlessAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  work.catch(() => {})
  signal.throwIfAborted()
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort)
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
