/** Webhooks as people look at them. */
import { listWebhooks, webhookById, type WebhookRow } from '@reelyard/db'
import type { Context } from './context.ts'
import { readPage, writeCursor } from './cursor.ts'
import { isoTime } from './run.ts'

/** Times in ISO 8601; no secrets. */
export type WebhookView = Omit<WebhookRow, 'secret' | 'formerSecret'>

export async function getWebhook({ db }: Context, id: string): Promise<WebhookView | null> {
  const row = await webhookById(db, id)
  return row && webhookView(row)
}

/** Newest first, for somebody who may know of these channels (null: all). Throws BadCursorError. */
export async function pageOfWebhooks(
  { db }: Context,
  channels: readonly string[] | null,
  limit: number,
  cursor: string | null,
): Promise<{ webhooks: WebhookView[]; nextCursor: string | null }> {
  const rows = await readPage(cursor, (after) => listWebhooks(db, channels, { limit: limit + 1, after }))
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    webhooks: page.map(webhookView),
    nextCursor: rows.length > limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
  }
}

/** Its entity tag. */
export function tagOf({ version }: Pick<WebhookRow, 'version'>): string {
  return `"${version}"`
}

export function webhookView({ secret: _secret, formerSecret: _formerSecret, ...row }: WebhookRow): WebhookView {
  return {
    ...row,
    formerSecretUntil: isoTime(row.formerSecretUntil),
    createdAt: isoTime(row.createdAt),
    disabledAt: isoTime(row.disabledAt),
    failingSince: isoTime(row.failingSince),
  }
}
