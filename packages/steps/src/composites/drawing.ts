/** Turns an SVG into pixels. */
import { StepError } from '@reelyard/core/protocol'
import type { Picture } from './finish.ts'

/** Whether an image is SVG: judged by its content, not by what it is called. */
export function isDrawing(bytes: Buffer): boolean {
  return bytes.subarray(0, 256).toString('latin1').trimStart().startsWith('<svg')
}

/**
 * At exactly this size, without fonts. A drawing that could reach for files, text or entities is refused
 * (StepError `drawing_refused`): a drawing is shapes and gradients.
 */
export async function rasterise(bytes: Buffer, size: { width: number; height: number }): Promise<Picture> {
  const svg = bytes.toString('utf8')
  if (/<!|<\?|<(?:image|feImage|foreignObject|script|style|use|text)\b|href\s*=/i.test(svg)) {
    throw new StepError('drawing_refused', 'The drawing holds more than shapes and gradients.')
  }
  const { Resvg } = await import('@resvg/resvg-js')
  try {
    const drawn = new Resvg(svg, {
      font: { loadSystemFonts: false },
      fitTo: { mode: 'width', value: size.width },
    }).render()
    if (drawn.width !== size.width || drawn.height !== size.height)
      throw new Error(`It is ${drawn.width} × ${drawn.height}.`)
    return { data: drawn.pixels, channels: 4, ...size }
  } catch (error) {
    throw new StepError('drawing_unreadable', 'The drawing cannot be drawn at the size of the composite.', {
      cause: error,
    })
  }
}
