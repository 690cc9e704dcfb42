/** Makes pg-boss's tables and our queues in it. */
import { STEP_NAMES } from '@reelyard/core'
import { PgBoss, type Db as IDatabase } from 'pg-boss'

/** pg-boss's schema in Postgres. */
export const SCHEMA = 'pgboss'

export const DEAD_LETTER_QUEUE = 'dead_letters'

/** Results that have been published, for who hands them out to webhooks. */
export const RESULT_QUEUE = 'results'

/** Deliveries that are due. */
export const WEBHOOK_QUEUE = 'webhooks'

/** The longest that pg-boss takes: a backstop far behind every step's own time limit. */
const EXPIRE_SECONDS = 24 * 3600 - 1

/** How long an ended job is kept for inspection. Its task keeps the history for good. */
const KEEP_ENDED_SECONDS = 24 * 3600

/** Of results and deliveries nothing is looked up by their jobs: the deliveries themselves are kept. */
const KEEP_SETTLED_SECONDS = 3600

/** Installs or updates pg-boss's schema and the queues. Harmless to repeat. */
export async function installQueues(db: IDatabase, onError: (error: unknown) => void): Promise<void> {
  const boss = new PgBoss({ db, schema: SCHEMA, supervise: false, schedule: false, createSchema: true, migrate: true })
  boss.on('error', onError)
  await boss.start()
  await boss.createQueue(DEAD_LETTER_QUEUE, { retryLimit: 0, retentionSeconds: 365 * 24 * 3600 })
  for (const step of STEP_NAMES) {
    const options = {
      retryLimit: 0,
      expireInSeconds: EXPIRE_SECONDS,
      retentionSeconds: 365 * 24 * 3600,
      deleteAfterSeconds: KEEP_ENDED_SECONDS,
    }
    await boss.createQueue(step, options)
    await boss.updateQueue(step, { ...options, deadLetter: null })
  }
  for (const queue of [RESULT_QUEUE, WEBHOOK_QUEUE]) {
    await boss.createQueue(queue, {
      retryLimit: 0,
      expireInSeconds: EXPIRE_SECONDS,
      retentionSeconds: 365 * 24 * 3600,
      deleteAfterSeconds: KEEP_SETTLED_SECONDS,
    })
  }
  await forgetOwnLetters(db)
  await boss.stop({ graceful: false })
}

/**
 * Once pg-boss made the dead letters itself: jobs of that time still name the queue, and their failure would leave a second
 * message; and what it left has no letter of ours.
 */
async function forgetOwnLetters(db: IDatabase): Promise<void> {
  await db.executeSql(`update ${SCHEMA}.job set dead_letter = null where dead_letter = $1 and state < 'completed'`, [
    DEAD_LETTER_QUEUE,
  ])
  await db.executeSql(`delete from ${SCHEMA}.job where name = $1 and not data ? 'step'`, [DEAD_LETTER_QUEUE])
}
