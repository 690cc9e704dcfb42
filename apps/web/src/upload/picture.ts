/**
 * What a picture is, by its bytes. Nothing is decoded: headers are read and the structure is walked to its end, so that what
 * is cut off, goes on after its end, moves, or is too large is refused before anybody decodes it.
 */
import type { FileHandle } from 'node:fs/promises'
import { byteSource, EndOfFileError, type ByteSource } from './byte-source.ts'
import { readGif } from './gif.ts'
import { InvalidPictureError, type Size, type Walked } from './invalid-picture.ts'
import { readJpeg } from './jpeg.ts'
import { readPng } from './png.ts'
import { readWebp } from './webp.ts'

/** What the assets step takes, and what can be checked here. */
export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const

/** One of PICTURE_TYPES. */
type PictureType = (typeof PICTURE_TYPES)[number]

export interface Picture extends Size {
  mediaType: PictureType
}

/** Bounds of a picture: pixels of a side, and of the whole. The least is what the assets step asks for. */
const PICTURE_LIMITS = { least: 16, side: 16_384, pixels: 50_000_000 } as const

/** Throws InvalidPictureError. */
export async function readPicture(file: FileHandle): Promise<Picture> {
  const source = await byteSource(file)
  const mediaType = await sniff(source)
  if (mediaType === null) throw new InvalidPictureError('The file is no PNG, JPEG, WebP or GIF.')
  try {
    const { size, end } = await READERS[mediaType](source)
    assertSize(size)
    if (end !== source.size) throw new InvalidPictureError(`The picture ends after ${end} bytes, but the file goes on.`)
    return { mediaType, ...size }
  } catch (error) {
    if (error instanceof EndOfFileError)
      throw new InvalidPictureError('The picture is cut off: the file ends too soon.')
    throw error
  }
}

const READERS: Record<PictureType, (source: ByteSource) => Promise<Walked>> = {
  'image/png': readPng,
  'image/jpeg': readJpeg,
  'image/webp': readWebp,
  'image/gif': readGif,
}

async function sniff(source: ByteSource): Promise<PictureType | null> {
  const head = (await source.read(0, Math.min(12, source.size))).toString('latin1')
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(head)) return 'image/gif'
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? 'image/webp' : null
}

function assertSize({ width, height }: Size): void {
  const { least, side, pixels } = PICTURE_LIMITS
  const is = `The picture is ${width} × ${height}`
  if (Math.min(width, height) < least) throw new InvalidPictureError(`${is}; each side needs ${least}.`)
  if (Math.max(width, height) > side) throw new InvalidPictureError(`${is}; a side may have ${side}.`)
  if (width * height > pixels) {
    throw new InvalidPictureError(`${is}; ${pixels.toLocaleString('en-US')} pixels are allowed.`)
  }
}
