/** Fits a photograph, or a picture that another program made, into the composite. */
import sharp from 'sharp'
import type { Sharp } from 'sharp'
import { StepError } from '@reelyard/core/protocol'
import type { Picture } from './finish.ts'

const MAX_PIXELS = 100_000_000
/** Beyond this ratio of aspects a crop would lose the subject: the picture is shown whole before a blurred copy. */
const FAR_FROM_FRAME = 1.62
/** The whole picture stays inside the camera's smallest window (1 / 1.2). */
const INSIDE = 0.83

/** Throws StepError `picture_unreadable`, permanent. */
export async function fitPhotograph(bytes: Buffer, size: { width: number; height: number }): Promise<Picture> {
  try {
    const upright = await sharp(bytes, { limitInputPixels: MAX_PIXELS }).metadata()
    const turned = (upright.orientation ?? 1) >= 5
    const aspect = turned ? upright.height / upright.width : upright.width / upright.height
    const ratio = aspect / (size.width / size.height)
    const far = Math.max(ratio, 1 / ratio) > FAR_FROM_FRAME
    const data = far ? await contain(bytes, size) : await cover(bytes, size)
    return { data, channels: 3, ...size }
  } catch (error) {
    throw new StepError('picture_unreadable', 'The scene’s image cannot be read as a picture.', { cause: error })
  }
}

async function cover(bytes: Buffer, size: { width: number; height: number }): Promise<Buffer> {
  return await read(bytes)
    .resize({ ...size, fit: 'cover', position: sharp.strategy.attention })
    .raw()
    .toBuffer()
}

async function contain(bytes: Buffer, size: { width: number; height: number }): Promise<Buffer> {
  const back = { width: Math.round(size.width / 8), height: Math.round(size.height / 8) }
  const soft = await read(bytes)
    .resize({ ...back, fit: 'cover' })
    .blur(Math.max(2, back.width / 24))
    .modulate({ brightness: 0.62, saturation: 0.85 })
    .png({ compressionLevel: 1 })
    .toBuffer()
  const inner = { width: Math.round(size.width * INSIDE), height: Math.round(size.height * INSIDE) }
  const front = await read(bytes)
    .resize({ ...inner, fit: 'inside' })
    .png({ compressionLevel: 1 })
    .toBuffer()
  return await sharp(
    await sharp(soft)
      .resize({ ...size, fit: 'fill', kernel: 'cubic' })
      .removeAlpha()
      .toBuffer(),
  )
    .composite([{ input: front, gravity: 'centre' }])
    .removeAlpha()
    .raw()
    .toBuffer()
}

function read(bytes: Buffer): Sharp {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS })
    .autoOrient()
    .flatten({ background: '#14161c' })
    .toColourspace('srgb')
}
