import { crc32 } from 'node:zlib'
import type { ByteSource } from './byte-source.ts'
import { broken, moving, type Size, type Walked } from './invalid-picture.ts'

const SIGNATURE_BYTES = 8
const HEADER_BYTES = 13
/** Length and type before a chunk's data, and its checksum after it. */
const AROUND = { before: 8, after: 4 }

/** Walks the chunks, each with its checksum, to IEND. Throws InvalidPictureError, EndOfFileError. */
export async function readPng(source: ByteSource): Promise<Walked> {
  let size: Size | null = null
  let hasPixels = false
  for (let offset = SIGNATURE_BYTES; ;) {
    const head = await source.read(offset, AROUND.before)
    const length = head.readUInt32BE(0)
    const type = head.toString('latin1', 4, 8)
    const data = offset + AROUND.before
    if (size === null && type !== 'IHDR') throw broken('it does not begin with its header')
    if (type === 'IHDR') size = await readHeader(source, data, length, size)
    if (type === 'acTL') throw moving()
    await checkSum(source, offset + 4, length + 4)
    offset = data + length + AROUND.after
    hasPixels ||= type === 'IDAT'
    if (type !== 'IEND') continue
    if (!size || !hasPixels) throw broken('it has no pixels')
    return { size, end: offset }
  }
}

async function readHeader(source: ByteSource, offset: number, length: number, before: Size | null): Promise<Size> {
  if (length !== HEADER_BYTES || before) throw broken('its header is wrong')
  const header = await source.read(offset, HEADER_BYTES)
  return { width: header.readUInt32BE(0), height: header.readUInt32BE(4) }
}

/** Of a chunk's type and data, against what follows them. */
async function checkSum(source: ByteSource, start: number, length: number): Promise<void> {
  const end = start + length
  const stored = (await source.read(end, AROUND.after)).readUInt32BE(0)
  let sum = 0
  for (let offset = start; offset < end;) {
    const part = (await source.readSome(offset)).subarray(0, end - offset)
    sum = crc32(part, sum)
    offset += part.length
  }
  if (sum !== stored) throw broken('a checksum is wrong')
}
