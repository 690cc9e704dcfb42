import type { ByteSource } from './byte-source.ts'
import { broken, moving, type Size, type Walked } from './invalid-picture.ts'

const RIFF_BYTES = 12
const CHUNK_HEAD_BYTES = 8
const ANIMATED = 0x02

/** Walks the chunks to the end that the file's header names. Throws InvalidPictureError, EndOfFileError. */
export async function readWebp(source: ByteSource): Promise<Walked> {
  const end = (await source.read(4, 4)).readUInt32LE(0) + 8
  let canvas: Size | null = null
  let image: Size | null = null
  let offset = RIFF_BYTES
  while (offset < end) {
    const head = await source.read(offset, CHUNK_HEAD_BYTES)
    const type = head.toString('latin1', 0, 4)
    const length = head.readUInt32LE(4)
    const data = offset + CHUNK_HEAD_BYTES
    if (type === 'ANIM' || type === 'ANMF') throw moving()
    if (type === 'VP8X') canvas = await readCanvas(source, data)
    if (type === 'VP8 ' || type === 'VP8L') {
      if (image) throw broken('it has two images')
      image = await (type === 'VP8L' ? readLossless : readLossy)(source, data)
    }
    // An odd length is followed by one byte that counts for nothing.
    offset = data + length + (length % 2)
    if (length > 0) await source.read(data + length - 1, 1)
  }
  if (offset !== end) throw broken('a chunk goes beyond the end')
  if (!image) throw broken('it has no pixels')
  if (canvas && (canvas.width !== image.width || canvas.height !== image.height)) throw broken('it has two sizes')
  return { size: image, end }
}

async function readCanvas(source: ByteSource, offset: number): Promise<Size> {
  const data = await source.read(offset, 10)
  if ((data[0] ?? 0) & ANIMATED) throw moving()
  return { width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 }
}

async function readLossy(source: ByteSource, offset: number): Promise<Size> {
  const data = await source.read(offset, 10)
  if (data.readUIntBE(3, 3) !== 0x9d012a) throw broken('its pixels do not begin as they must')
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff }
}

async function readLossless(source: ByteSource, offset: number): Promise<Size> {
  const data = await source.read(offset, 5)
  if (data[0] !== 0x2f) throw broken('its pixels do not begin as they must')
  const bits = data.readUInt32LE(1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}
