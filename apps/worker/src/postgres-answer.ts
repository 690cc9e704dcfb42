/** Whether a fault came from Postgres itself, or from the way to it. */

/** Of sessions that end or never began: Postgres said no to everything, so this tells nothing of what it does for others. */
const NOT_LET_IN = /^(08...|57P0.|53300)$/

/** Whether Postgres itself has refused something: then it was reached, and no connection hangs. */
export function isAnswer(error: unknown): boolean {
  return sqlStatesOf(error).length > 0
}

/** Whether Postgres has refused a statement of a session that it had let in: then others could use it at that time too. */
export function wasServed(error: unknown): boolean {
  return sqlStatesOf(error).some((state) => !NOT_LET_IN.test(state))
}

function sqlStatesOf(error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(sqlStatesOf)
  if (!(error instanceof Error)) return []
  // Only what Postgres sends has a severity; `EPIPE` alone would look like a state too.
  if ('severity' in error && 'code' in error) return [String(error.code)]
  return sqlStatesOf(error.cause)
}
