/** Files that were uploaded for the orders of a channel. */
import {
  artifactById,
  insertUpload,
  listUploads,
  lockChannel,
  lockUpload,
  removeUpload,
  unnamedFiles,
} from '@reelyard/db'
import type { Context } from './context.ts'
import { readPage, writeCursor } from './cursor.ts'
import { artifactView, getArtifact, type ArtifactView } from './read.ts'
import { transact } from './transact.ts'

/** What a file is that is in the artifact store already. */
export interface Upload {
  id: string
  channelId: string
  sha256: string
  bytes: number
  mediaType: string
}

/** What an artifact's `role` says of a picture that was uploaded. */
const ROLE = 'upload'

/** Null where there is no such channel. Safe to repeat with the same id: the first stays. */
export async function storeUpload(context: Context, upload: Upload): Promise<ArtifactView | null> {
  const stored = await transact(context.db, 'upload', async (tx) => {
    if (!(await lockChannel(tx, upload.channelId))) return false
    await insertUpload(tx, { ...upload, role: ROLE })
    return true
  })
  return stored ? getArtifact(context, upload.id) : null
}

export interface UploadPage {
  artifacts: ArtifactView[]
  /** Pass it to get the next page; null at the end. */
  nextCursor: string | null
}

/** What was uploaded for these channels (null: any), newest first. Throws BadCursorError. */
export async function pageOfUploads(
  { db }: Context,
  channels: readonly string[] | null,
  limit: number,
  cursor: string | null,
): Promise<UploadPage> {
  const rows = await readPage(cursor, (after) =>
    listUploads(db, channels, { limit: limit + 1, after: after && { createdAt: after.at, id: after.id } }),
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    artifacts: page.map(artifactView),
    nextCursor: rows.length > limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
  }
}

export type DeletedUpload =
  | { outcome: 'deleted'; files: string[] }
  | { outcome: 'used' }
  | { outcome: 'unknown_artifact' }

/** Forgets an upload that no order names; `files` are those that nobody names any more. */
export function deleteUpload({ db }: Context, id: string): Promise<DeletedUpload> {
  return transact(db, 'delete upload', async (tx): Promise<DeletedUpload> => {
    if (!(await artifactById(tx, id))) return { outcome: 'unknown_artifact' }
    const upload = await lockUpload(tx, id)
    if (!upload) return { outcome: 'unknown_artifact' }
    if (upload.channelId === null || upload.used) return { outcome: 'used' }
    await removeUpload(tx, id)
    return { outcome: 'deleted', files: await unnamedFiles(tx, [upload.sha256]) }
  })
}
