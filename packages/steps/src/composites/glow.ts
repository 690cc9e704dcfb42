/** What a picture's bright parts throw over their surroundings. */
import type { Picture } from './finish.ts'

/** Pixels a side that share one value of glow. */
export const CELL = 16
/** Darker values give no glow. */
const FLOOR = 110

/** Light to be added to a picture, at a fraction of its size. */
export interface Glow {
  /** Parts of 1, three a cell. */
  data: Float32Array
  width: number
  height: number
}

/** The picture shrunk to cells, its dark parts left out, blurred, times `strength`. */
export function glowOf({ data, channels, width, height }: Picture, strength: number): Glow {
  const [w, h] = [Math.ceil(width / CELL), Math.ceil(height / CELL)]
  let cells = new Float32Array(w * h * 3)
  if (strength === 0) return { data: cells, width: w, height: h }
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const to = (y * w + x) * 3
      for (let sample = 0; sample < 16; sample++) {
        const px = Math.min(width - 1, x * CELL + (sample & 3) * 4 + 2)
        const py = Math.min(height - 1, y * CELL + (sample >> 2) * 4 + 2)
        const from = (py * width + px) * channels
        for (let channel = 0; channel < 3; channel++) {
          cells[to + channel] =
            cells[to + channel]! + (Math.max(0, data[from + channel]! - FLOOR) * strength) / (16 * 255)
        }
      }
    }
  }
  for (let pass = 0; pass < 3; pass++) cells = soften(soften(cells, w, h, 3), w, h, w * 3)
  return { data: cells, width: w, height: h }
}

/** One box blur along rows (`step` 3) or columns (`step` one row). */
function soften(cells: Float32Array<ArrayBuffer>, w: number, h: number, step: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(cells.length)
  const reach = 2
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = step === 3 ? x : y
      const last = step === 3 ? w - 1 : h - 1
      for (let channel = 0; channel < 3; channel++) {
        const here = (y * w + x) * 3 + channel
        let sum = 0
        for (let offset = -reach; offset <= reach; offset++) {
          const near = Math.max(0, Math.min(last, at + offset)) - at
          sum += cells[here + near * step]!
        }
        out[here] = sum / (2 * reach + 1)
      }
    }
  }
  return out
}
