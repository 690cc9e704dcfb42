/** Takes the order's own picture in: what it is, is decided by its bytes; metadata does not leave. */
import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { StepError } from '@reelyard/core/protocol'
import type { FilmFormat, InputFile, ScriptOutput } from '@reelyard/core/protocol'
import { compositeSize } from '../camera.ts'

const MAX_BYTES = 40 * 1024 * 1024
const MAX_PIXELS = 100_000_000
const MIN_SIDE = 16
const IMAGE = 'image.jpg'

// One picture, once: more threads and a cache cost more than they bring.
sharp.concurrency(1)
sharp.cache(false)

/**
 * Writes the picture as JPEG, upright, no larger than a composite needs. Throws StepError `picture_unreadable`,
 * `picture_too_large` or `picture_too_small`, all permanent: the same bytes will never do.
 */
export async function passPicture(file: InputFile, format: FilmFormat): Promise<ScriptOutput> {
  const bytes = await readFile(file.path)
  if (bytes.length > MAX_BYTES)
    throw new StepError('picture_too_large', `The picture has ${bytes.length} bytes; ${MAX_BYTES} are allowed.`)
  if (!isPicture(bytes))
    throw new StepError('picture_unreadable', 'The picture is no JPEG, PNG, WebP, GIF, AVIF or TIFF.')
  const { width, height } = await measure(bytes)
  const frame = compositeSize(format)
  try {
    await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize({ ...frame, fit: 'outside', withoutEnlargement: true })
      .flatten({ background: '#14161c' })
      .toColourspace('srgb')
      .jpeg({ quality: 94, chromaSubsampling: '4:4:4', optimiseCoding: false })
      .toFile(IMAGE)
  } catch (error) {
    throw new StepError('picture_unreadable', 'The picture is damaged.', { cause: error })
  }
  return {
    outputs: [{ role: 'image', path: IMAGE, mediaType: 'image/jpeg' }],
    result: { source: 'order', width, height },
  }
}

async function measure(bytes: Buffer): Promise<{ width: number; height: number }> {
  let size: { width: number; height: number }
  try {
    size = await sharp(bytes, { limitInputPixels: false }).metadata()
  } catch (error) {
    throw new StepError('picture_unreadable', 'The picture cannot be read.', { cause: error })
  }
  if (size.width * size.height > MAX_PIXELS) {
    throw new StepError(
      'picture_too_large',
      `The picture is ${size.width} × ${size.height}; ${MAX_PIXELS} pixels are allowed.`,
    )
  }
  if (Math.min(size.width, size.height) < MIN_SIDE) {
    throw new StepError(
      'picture_too_small',
      `The picture is ${size.width} × ${size.height}; each side needs ${MIN_SIDE}.`,
    )
  }
  return { width: size.width, height: size.height }
}

/** By the first bytes; SVG, PDF and playlists are programs, so they are no pictures here. */
function isPicture(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 12).toString('latin1')
  const brand = head.slice(4)
  return (
    head.startsWith('\xff\xd8\xff') ||
    head.startsWith('\x89PNG\r\n\x1a\n') ||
    head.startsWith('GIF8') ||
    (head.startsWith('RIFF') && head.endsWith('WEBP')) ||
    brand.startsWith('ftypavif') ||
    head.startsWith('II*\0') ||
    head.startsWith('MM\0*')
  )
}
