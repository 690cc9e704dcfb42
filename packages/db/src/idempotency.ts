/** Statements on first answers to requests that bear an Idempotency-Key. */
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { jsonText } from './json.ts'

/** How long an answer is kept. */
const KEPT_HOURS = 48

/** Rows that one statement removes: none may hold up the others for long. */
const REMOVED_AT_ONCE = 5_000

export interface IdempotencyClaim {
  owner: string
  key: string
  /** SHA-256 of what is asked. */
  request: string
  /** For the first who claims; who takes over gets that one's. */
  seed: string
  holder: string
  holdSeconds: number
}

export interface KeptAnswerRow {
  request: string
  /** Null while it is not answered. */
  status: number | null
  headers: unknown
  body: string | null
}

/**
 * Claims a key where nobody holds it: it is new, or forgotten, or was let go, or its holder died. Returns the seed, or null
 * where it is held or answered, or was claimed for another request.
 */
export async function claimKey(tx: Transaction, claim: IdempotencyClaim): Promise<string | null> {
  const [row] = await tx.run<{ seed: string }>(sql`
    insert into idempotency_keys as kept (owner, key, request, seed, holder, held_until)
    values (${claim.owner}, ${claim.key}, ${claim.request}, ${claim.seed}::uuid, ${claim.holder}::uuid,
            now() + make_interval(secs => ${claim.holdSeconds}::float8))
    on conflict (owner, key) do update
       set request = excluded.request, holder = excluded.holder, held_until = excluded.held_until,
           seed = case when ${forgotten} then excluded.seed else kept.seed end,
           created_at = case when ${forgotten} then excluded.created_at else kept.created_at end,
           status = null, headers = null, body = null
     where ${forgotten} or (kept.status is null and kept.held_until <= now() and kept.request = excluded.request)
    returning seed::text`)
  return row?.seed ?? null
}

const forgotten = sql`kept.created_at < now() - make_interval(hours => ${KEPT_HOURS}::int)`

export async function keptAnswer(tx: Transaction, owner: string, key: string): Promise<KeptAnswerRow | null> {
  const [row] = await tx.run<KeptAnswerRow>(sql`
    select request, status, headers, body from idempotency_keys where owner = ${owner} and key = ${key}`)
  return row ?? null
}

export interface HeldKey {
  owner: string
  key: string
  holder: string
}

const held = ({ owner, key, holder }: HeldKey) =>
  sql`owner = ${owner} and key = ${key} and holder = ${holder}::uuid and status is null`

/** Whether it was still held. */
export async function keepAnswer(
  tx: Transaction,
  holding: HeldKey,
  answer: { status: number; headers: unknown; body: string | null },
): Promise<boolean> {
  const rows = await tx.run(sql`
    update idempotency_keys
       set status = ${answer.status}::int, headers = ${jsonText(answer.headers)}::jsonb, body = ${answer.body}
     where ${held(holding)} returning 1`)
  return rows.length > 0
}

/** For the next who asks the same: the seed stays, so that what was made before is not made twice. */
export async function letGoOfKey(tx: Transaction, holding: HeldKey): Promise<void> {
  await tx.run(sql`update idempotency_keys set held_until = '-infinity' where ${held(holding)}`)
}

export async function holdKeyOn(tx: Transaction, holding: HeldKey, holdSeconds: number): Promise<void> {
  await tx.run(sql`
    update idempotency_keys set held_until = now() + make_interval(secs => ${holdSeconds}::float8)
     where ${held(holding)}`)
}

/** Removes some of those whose time is over, and returns how many. */
export async function removeOldAnswers(tx: Transaction): Promise<number> {
  const rows = await tx.run(sql`
    delete from idempotency_keys
     where (owner, key) in (
             select owner, key from idempotency_keys
              where created_at < now() - make_interval(hours => ${KEPT_HOURS}::int)
              order by created_at limit ${REMOVED_AT_ONCE}::int for update skip locked)
    returning 1`)
  return rows.length
}
