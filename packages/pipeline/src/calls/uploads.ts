/** Files that were uploaded. */
import type { Context } from '../context.ts'
import { deleteUpload, pageOfUploads, storeUpload, type Upload } from '../uploads.ts'

export function uploadsCalls(context: Context) {
  return {
    /** Null where there is no such channel. Safe to repeat with the same id. */
    storeUpload: (upload: Upload) => storeUpload(context, upload),
    pageOfUploads: (channels: readonly string[] | null, limit: number, cursor: string | null) =>
      pageOfUploads(context, channels, limit, cursor),
    deleteUpload: (id: string) => deleteUpload(context, id),
  }
}
