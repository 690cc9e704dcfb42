/** Channels as they are administered: created, read, changed, archived. */
import {
  canonicalJson,
  channelSchema,
  channelSettingsSchema,
  DEFAULT_CHANNEL,
  faultsOf,
  mergePatch,
  textFaults,
  type ChannelSettings,
  type Fault,
} from '@reelyard/core'
import {
  insertChannel,
  listChannels,
  lockChannel,
  setArchived,
  updateChannel,
  wholeChannelById,
  type WholeChannelRow,
} from '@reelyard/db'
import { z } from 'zod'
import { readSettings } from './channel-settings.ts'
import type { Context } from './context.ts'
import { readPage, writeCursor } from './cursor.ts'
import { assertMatches, type Precondition } from './precondition.ts'
import { isoTime } from './run.ts'
import { transact } from './transact.ts'

export interface ChannelView {
  id: string
  name: string
  /** As they were written. */
  settings: Record<string, unknown>
  /** With the defaults filled in. */
  effective: ChannelSettings
  version: number
  createdAt: string
  changedAt: string
  archivedAt: string | null
}

export type ChannelChange =
  | { channel: ChannelView; refused?: never; faults?: never }
  | { channel?: never; refused: 'unknown' | 'taken' | 'commands' | 'default'; faults?: never }
  | { channel?: never; refused?: never; faults: Fault[] }

/** The tag of a channel's representation, for ETag and If-Match. */
export function channelTag({ version }: Pick<ChannelView, 'version'>): string {
  return `"${version}"`
}

/** Stores what was written, and no defaults: see `storeChannel`. */
export async function createChannel({ db }: Context, value: unknown): Promise<ChannelChange> {
  const parsed = channelSchema.safeParse(value, { reportInput: true })
  const faults = faultsIn(value, parsed.error)
  if (!parsed.success || faults.length > 0) return { faults }
  const { id, name } = parsed.data
  const row = await insertChannel(db, { id, name, settings: (value as { settings?: unknown }).settings ?? {} })
  return row ? { channel: view(row) } : { refused: 'taken' }
}

export async function getChannel({ db }: Context, id: string): Promise<ChannelView | null> {
  const row = await wholeChannelById(db, id)
  return row && view(row)
}

export interface ChannelQuery {
  limit: number
  cursor: string | null
  /** Whether archived channels are listed too. */
  archived: boolean
  /** Only these; null: all. */
  channels: readonly string[] | null
}

const CHANNEL_ID = /^[a-z0-9-]{1,63}$/

/** Channels, newest first. Throws BadCursorError. */
export async function pageOfChannels({ db }: Context, { limit, cursor, archived, channels }: ChannelQuery) {
  const rows = await readPage(
    cursor,
    (after) =>
      listChannels(db, { limit: limit + 1, after: after && { createdAt: after.at, id: after.id }, archived, channels }),
    CHANNEL_ID,
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    channels: page.map(view),
    nextCursor: rows.length > limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
  }
}

/** Name and settings, as `patchChannel` changes them. */
const patchedSchema = z.strictObject({ name: channelSchema.shape.name, settings: channelSettingsSchema.prefault({}) })

export interface ChannelPatch {
  id: string
  /** A JSON merge patch of `{name, settings}`. */
  patch: unknown
  precondition: Precondition
  /** Whether the programs that run on the workers may be changed. */
  mayCommand: boolean
}

/** What comes of the patch is checked as a whole. Throws PreconditionFailedError. */
export function patchChannel(
  { db }: Context,
  { id, patch, precondition, mayCommand }: ChannelPatch,
): Promise<ChannelChange> {
  return transact(db, 'patch channel', async (tx): Promise<ChannelChange> => {
    const row = await lockChannel(tx, id)
    if (!row) return { refused: 'unknown' }
    assertMatches(precondition, channelTag(row))
    const before = { name: row.name, settings: row.settings }
    const merged = mergePatch(before, patch)
    const parsed = patchedSchema.safeParse(merged, { reportInput: true })
    const faults = faultsIn(merged, parsed.error)
    if (!parsed.success || faults.length > 0) return { faults }
    const { name, settings = {} } = merged as { name: string; settings?: unknown }
    if (!mayCommand && commandsOf(settings) !== commandsOf(row.settings)) return { refused: 'commands' }
    if (canonicalJson({ name, settings }) === canonicalJson(before)) return { channel: view(row) }
    return { channel: view(await updateChannel(tx, { id, name, settings })) }
  })
}

/** Takes a channel out of use, or back into it; what is on its way goes on. Throws PreconditionFailedError. */
export function archiveChannel(
  { db }: Context,
  id: string,
  archived: boolean,
  precondition: Precondition,
): Promise<ChannelChange> {
  return transact(db, 'archive channel', async (tx): Promise<ChannelChange> => {
    const row = await lockChannel(tx, id)
    if (!row) return { refused: 'unknown' }
    assertMatches(precondition, channelTag(row))
    if (id === DEFAULT_CHANNEL && archived) return { refused: 'default' }
    await setArchived(tx, id, archived)
    return { channel: view((await wholeChannelById(tx, id)) ?? row) }
  })
}

function faultsIn(value: unknown, error: z.ZodError | undefined): Fault[] {
  return error ? faultsOf(error, 'body') : textFaults(value)
}

function commandsOf(settings: unknown): string {
  return canonicalJson((settings as { commands?: unknown }).commands ?? {})
}

function view(row: WholeChannelRow): ChannelView {
  return {
    ...row,
    settings: row.settings as Record<string, unknown>,
    effective: readSettings(row.settings).settings,
    createdAt: isoTime(row.createdAt),
    changedAt: isoTime(row.changedAt),
    archivedAt: isoTime(row.archivedAt),
  }
}
