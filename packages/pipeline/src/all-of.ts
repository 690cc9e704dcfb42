/**
 * Waits for all statements of one go, then throws the first fault. Unlike Promise.all it never leaves a statement under
 * way: one that was sent after the rollback would run outside the transaction.
 */
export async function allOf<const Statements extends readonly unknown[]>(
  statements: Statements,
): Promise<{ -readonly [Index in keyof Statements]: Awaited<Statements[Index]> }> {
  const settled = await Promise.allSettled(statements)
  const fault = settled.find((one) => one.status === 'rejected')
  if (fault) throw fault.reason
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : undefined)) as never
}
