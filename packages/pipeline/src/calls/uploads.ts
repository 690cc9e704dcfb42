/** Files that were uploaded. */
import type { Context } from '../context.ts'
import { deleteUpload, storeUpload, type Upload } from '../uploads.ts'

export function uploadsCalls(context: Context) {
  return {
    /** Null where there is no such channel. Safe to repeat with the same id. */
    storeUpload: (upload: Upload) => storeUpload(context, upload),
    deleteUpload: (id: string) => deleteUpload(context, id),
  }
}
