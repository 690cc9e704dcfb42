/** Reads the few boxes of an MP4 file that say what its picture is, without starting a program for each clip. */
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

/** The picture of an MP4 file, from its index. */
export interface PictureTrack {
  /** `avc1` … */
  codec: string
  width: number
  height: number
  frames: number
  /** The decoder's configuration, in hexadecimal: clips join without re-encoding when theirs are equal. */
  configuration: string
}

interface Box {
  type: string
  /** Of the box's content. */
  from: number
  to: number
}

/** An index is never larger than this; more is no clip of ours. */
const LARGEST_INDEX = 64 * 1024 * 1024
/** Bytes of a visual sample entry before the boxes in it. */
const VISUAL_ENTRY = 78

/** The names of the outermost boxes in the order in which they stand: `ftyp`, `moov`, `mdat` … */
export async function outerBoxes(path: string): Promise<string[]> {
  const file = await open(path)
  try {
    return (await readOuter(file)).map((box) => box.type)
  } finally {
    await file.close()
  }
}

/** The first picture track; undefined where the file has none or is no MP4. */
export async function readPictureTrack(path: string): Promise<PictureTrack | undefined> {
  const file = await open(path)
  try {
    const index = (await readOuter(file)).find((box) => box.type === 'moov')
    if (!index || index.to - index.from > LARGEST_INDEX) return undefined
    const bytes = Buffer.alloc(index.to - index.from)
    await file.read(bytes, 0, bytes.length, index.from)
    return pictureIn(bytes)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  } finally {
    await file.close()
  }
}

async function readOuter(file: FileHandle): Promise<Box[]> {
  const { size } = await file.stat()
  const header = Buffer.alloc(16)
  const boxes: Box[] = []
  for (let at = 0; at + 8 <= size;) {
    await file.read(header, 0, 16, at)
    const box = boxAt(header, 0, size - at)
    if (!box) break
    boxes.push({ type: box.type, from: at + box.from, to: at + box.to })
    at += box.to
  }
  return boxes
}

function pictureIn(index: Buffer): PictureTrack | undefined {
  for (const track of boxesIn(index, 0, index.length)) {
    if (track.type !== 'trak') continue
    const media = child(index, track, 'mdia')
    const handler = media && child(index, media, 'hdlr')
    if (!media || !handler || index.toString('latin1', handler.from + 8, handler.from + 12) !== 'vide') continue
    const table = ['minf', 'stbl'].reduce<Box | undefined>((box, name) => box && child(index, box, name), media)
    const sizes = table && child(index, table, 'stsz')
    const entry = table && child(index, table, 'stsd')
    if (sizes && entry) return describe(index, sizes, entry)
  }
  return undefined
}

function describe(index: Buffer, sizes: Box, descriptions: Box): PictureTrack | undefined {
  const entry = boxAt(index, descriptions.from + 8, descriptions.to)
  if (!entry) return undefined
  const configuration = boxesIn(index, entry.from + VISUAL_ENTRY, entry.to).find((box) => box.type.endsWith('C'))
  return {
    codec: entry.type,
    width: index.readUInt16BE(entry.from + 24),
    height: index.readUInt16BE(entry.from + 26),
    frames: index.readUInt32BE(sizes.from + 8),
    configuration: configuration ? index.toString('hex', configuration.from, configuration.to) : '',
  }
}

function child(bytes: Buffer, parent: Box, type: string): Box | undefined {
  return boxesIn(bytes, parent.from, parent.to).find((box) => box.type === type)
}

function boxesIn(bytes: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = []
  for (let at = from; at + 8 <= to;) {
    const box = boxAt(bytes, at, to)
    if (!box) break
    boxes.push(box)
    at = box.to
  }
  return boxes
}

/** A size of 1 means that a longer one follows, 0 that the box goes to the end. */
function boxAt(bytes: Buffer, at: number, end: number): Box | undefined {
  const type = bytes.toString('latin1', at + 4, at + 8)
  const short = bytes.readUInt32BE(at)
  const header = short === 1 ? 16 : 8
  const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? end - at : short
  return size >= header ? { type, from: at + header, to: at + size } : undefined
}
