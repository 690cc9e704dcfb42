import type { Database, Transaction } from '@reelyard/db'

/** Deadlock, and serialization failure: Postgres ended one of two so that the other could go on. */
const CONFLICT = /^(40P01|40001)$/

const TRIES = 4

/** A transaction that is run again where it lost a conflict. `work` must have no effect outside of it. */
export async function transact<Result>(
  db: Database,
  name: string,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(name, work)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (attempt === TRIES || !CONFLICT.test(code)) throw error
    }
  }
}
