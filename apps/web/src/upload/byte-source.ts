/** Reads a file here and there, with a small window of it in memory. */
import type { FileHandle } from 'node:fs/promises'
import { broken } from './invalid-picture.ts'

export interface ByteSource {
  size: number
  /** Bytes from `offset` on. Throws EndOfFileError where there are fewer, InvalidPictureError after READS_MOST. */
  read(offset: number, length: number): Promise<Buffer>
  /** From `offset` to the end of the window, one byte at least. Throws EndOfFileError. */
  readSome(offset: number): Promise<Buffer>
}

/** The file ends before what its own headers promise. */
export class EndOfFileError extends Error {
  override readonly name = 'EndOfFileError'
  readonly code = 'end_of_file'
}

const WINDOW_BYTES = 65_536

/** Many times what a picture of UPLOAD_LIMIT takes. One of nothing but tiny parts would cost seconds of the processor. */
const READS_MOST = 1_000_000

export async function byteSource(file: FileHandle): Promise<ByteSource> {
  const { size } = await file.stat()
  let window = Buffer.alloc(0)
  let start = 0
  let reads = 0

  async function slide(offset: number, length: number): Promise<void> {
    if (++reads > READS_MOST) throw broken('it is of too many parts')
    if (offset < 0 || offset + length > size) throw new EndOfFileError('The file ends too soon.')
    if (offset >= start && offset + length <= start + window.length) return
    const buffer = Buffer.alloc(Math.min(Math.max(length, WINDOW_BYTES), size - offset))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset)
    if (bytesRead < length) throw new EndOfFileError('The file ends too soon.')
    start = offset
    window = buffer.subarray(0, bytesRead)
  }

  return {
    size,
    read: async (offset, length) => {
      await slide(offset, length)
      return window.subarray(offset - start, offset - start + length)
    },
    readSome: async (offset) => {
      await slide(offset, 1)
      return window.subarray(offset - start)
    },
  }
}
