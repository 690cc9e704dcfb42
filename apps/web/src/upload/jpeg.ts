import type { ByteSource } from './byte-source.ts'
import { broken, type Size, type Walked } from './invalid-picture.ts'

const [SOI, EOI, SOS, TEM] = [0xd8, 0xd9, 0xda, 0x01]

/** Start of frame: the size. Among them stand three markers that are something else. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7

/** Walks the segments and scans to the end of the image. Throws InvalidPictureError, EndOfFileError. */
export async function readJpeg(source: ByteSource): Promise<Walked> {
  let size: Size | null = null
  let hasPixels = false
  for (let offset = 2; ;) {
    const { marker, next } = await readMarker(source, offset)
    if (marker === EOI) {
      if (!size || !hasPixels) throw broken('it has no pixels')
      return { size, end: next }
    }
    if (marker === SOI || marker === TEM || isRestart(marker)) throw broken('a marker is where none may be')
    const length = (await source.read(next, 2)).readUInt16BE(0)
    if (length < 2) throw broken('a segment has no length')
    if (isFrame(marker)) size = await readFrame(source, next, size)
    offset = next + length
    if (marker !== SOS) continue
    if (!size) throw broken('its pixels come before its size')
    hasPixels = true
    offset = await endOfScan(source, offset)
  }
}

async function readMarker(source: ByteSource, offset: number): Promise<{ marker: number; next: number }> {
  if ((await source.read(offset, 1))[0] !== 0xff) throw broken('a segment does not begin with a marker')
  for (let next = offset + 1; ; next++) {
    const [marker = 0] = await source.read(next, 1)
    // 0xff before a marker is filling.
    if (marker !== 0xff) return { marker, next: next + 1 }
  }
}

async function readFrame(source: ByteSource, offset: number, before: Size | null): Promise<Size> {
  if (before) throw broken('it has two sizes')
  const frame = await source.read(offset, 7)
  return { height: frame.readUInt16BE(3), width: frame.readUInt16BE(5) }
}

/** Where the first marker after the pixels of a scan stands. */
async function endOfScan(source: ByteSource, start: number): Promise<number> {
  for (let offset = start; ;) {
    const part = await source.readSome(offset)
    const at = part.indexOf(0xff)
    if (at < 0) {
      offset += part.length
      continue
    }
    offset += at
    const [, follower = 0] = await source.read(offset, 2)
    if (follower !== 0 && follower !== 0xff && !isRestart(follower)) return offset
    offset += follower === 0xff ? 1 : 2
  }
}
