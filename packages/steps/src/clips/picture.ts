/** Brings a composite into pixel memory. */
import sharp from 'sharp'
import { StepError } from '@reelyard/core/protocol'
import type { PixelMemory, Picture, Plane } from './pixels.ts'

/** Rows and columns repeated around each plane, so that the camera may look a little past the edge. */
const BORDER = 8
const FORMATS = new Set(['jpeg', 'png', 'webp'])

/**
 * Decodes a JPEG, PNG or WebP file, upright, on black where it is transparent, cut and scaled to fill `size`.
 * Throws StepError `bad_composite`.
 */
export async function loadPicture(
  path: string,
  size: { width: number; height: number },
  memory: PixelMemory,
): Promise<Picture> {
  const pixels = await decode(path, size)
  const picture = reservePicture(size, memory)
  const mark = memory.mark()
  const rgba = memory.reserve(pixels.length)
  memory.view(rgba, pixels.length).set(pixels)
  const { luma, u, v } = picture
  memory.loops.split(rgba, size.width, size.height, luma.at, luma.stride, u.at, v.at, u.stride, 0, 0)
  memory.release(mark)
  for (const plane of [luma, u, v]) repeatEdges(plane, memory)
  return picture
}

async function decode(path: string, size: { width: number; height: number }): Promise<Uint8Array> {
  sharp.concurrency(1)
  sharp.cache(false)
  try {
    const image = sharp(path, { failOn: 'error' })
    const { format } = await image.metadata()
    if (!FORMATS.has(format)) throw new Error(`${format} is none of ${[...FORMATS].join(', ')}`)
    return await image
      .autoOrient()
      .resize({ ...size, fit: 'cover' })
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StepError('bad_composite', `The composite cannot be read: ${reason}`, { cause: error })
  }
}

function reservePicture(size: { width: number; height: number }, memory: PixelMemory): Picture {
  const plane = (width: number, height: number): Plane => {
    const stride = width + 2 * BORDER
    return { at: memory.reserve(stride * (height + 2 * BORDER)) + BORDER * stride + BORDER, stride, width, height }
  }
  const chroma = () => plane(size.width / 2, size.height / 2)
  return { luma: plane(size.width, size.height), u: chroma(), v: chroma() }
}

function repeatEdges({ at, stride, width, height }: Plane, memory: PixelMemory): void {
  const first = at - BORDER * stride - BORDER
  const bytes = memory.view(first, stride * (height + 2 * BORDER))
  for (let row = BORDER; row < BORDER + height; row++) {
    const start = row * stride
    bytes.fill(bytes[start + BORDER] ?? 0, start, start + BORDER)
    bytes.fill(bytes[start + BORDER + width - 1] ?? 0, start + BORDER + width, start + stride)
  }
  for (let row = 0; row < BORDER; row++) {
    bytes.copyWithin(row * stride, BORDER * stride, (BORDER + 1) * stride)
    bytes.copyWithin((BORDER + height + row) * stride, (BORDER + height - 1) * stride, (BORDER + height) * stride)
  }
}
