/** Ends a command: `message` is for the person at the terminal; nothing is said where it is empty. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code = 'command_failed'
  readonly exitCode: number

  constructor(message: string, exitCode = 1, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
