/** Copying a file and taking its SHA-256 in the same pass. */
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

/** Copies `source` to the new file `target` and waits until it is on the disk, unless `sync` is false. */
export async function copyHashed(
  source: string,
  target: string,
  { sync = true }: { sync?: boolean } = {},
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  const handle = await open(source, 'r')
  const reader = handle.createReadStream({ highWaterMark: 1 << 20 })
  try {
    const writer = await open(target, 'wx')
    try {
      for await (const chunk of reader as AsyncIterable<Buffer>) {
        hash.update(chunk)
        await writer.writeFile(chunk)
        bytes += chunk.length
      }
      if (sync) await writer.sync()
    } finally {
      await writer.close()
    }
  } finally {
    reader.destroy()
  }
  return { sha256: hash.digest('hex'), bytes }
}
