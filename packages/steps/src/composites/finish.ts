/** The finish that makes one look of all pictures: bloom, vignette, and grain that keeps gradients from banding. */
import { CELL, glowOf } from './glow.ts'
import type { Glow } from './glow.ts'

/** Rows of 8-bit RGB or RGBA, without padding. */
export interface Picture {
  data: Uint8Array
  /** 4 where the pixels carry an opacity, which is ignored. */
  channels: 3 | 4
  width: number
  height: number
}

/** What makes drawn and photographed scenes look like one film. */
export interface Finish {
  /** How much of its own glow is added to the picture, 0 to 1. */
  bloom: number
  /** How much darker the corners are, 0 to 1. */
  vignette: number
  /** Largest change of a value by grain, in steps of 255. */
  grain: number
}

/** Pixels as RGB. The grain is the same for the same size. One plain loop: this runs three million times a scene. */
export function finish(picture: Picture, { bloom, vignette, grain }: Finish): Uint8ClampedArray {
  const { data, channels, width, height } = picture
  const out = new Uint8ClampedArray(width * height * 3)
  const glow = glowOf(picture, bloom)
  const across = Float32Array.from({ length: width }, (_, x) => ((x / width) * 2 - 1) ** 2)
  const noise = grainOf(grain)
  const dim = vignette / 4
  let seed = 0x9e3779b9
  let from = 0
  let to = 0
  for (let y = 0; y < height; y++) {
    const down = ((y / height) * 2 - 1) ** 2
    const line = glowLine(glow, y)
    for (let start = 0, cell = 0; start < width; start += CELL, cell += 3) {
      let addR = line[cell]!
      let addG = line[cell + 1]!
      let addB = line[cell + 2]!
      const stepR = (line[cell + 3]! - addR) / CELL
      const stepG = (line[cell + 4]! - addG) / CELL
      const stepB = (line[cell + 5]! - addB) / CELL
      const end = Math.min(width, start + CELL)
      for (let x = start; x < end; x++) {
        seed = (Math.imul(seed, 1664525) + 1013904223) | 0
        const edge = across[x]! + down
        const light = 1 - dim * edge * edge
        const dust = noise[seed >>> 20]!
        const r = data[from]!
        const g = data[from + 1]!
        const b = data[from + 2]!
        out[to] = (r + addR * (255 - r)) * light + dust
        out[to + 1] = (g + addG * (255 - g)) * light + dust
        out[to + 2] = (b + addB * (255 - b)) * light + dust
        addR += stepR
        addG += stepG
        addB += stepB
        from += channels
        to += 3
      }
    }
  }
  return out
}

/** The glow of one row of pixels, a value a cell's edge. */
function glowLine(glow: Glow, y: number): Float32Array {
  const row = Math.floor(y / CELL)
  const part = (y % CELL) / CELL
  const stride = glow.width * 3
  const [upper, lower] = [row * stride, Math.min(glow.height - 1, row + 1) * stride]
  const line = new Float32Array(stride + 3)
  for (let index = 0; index < stride; index++)
    line[index] = glow.data[upper + index]! * (1 - part) + glow.data[lower + index]! * part
  for (let index = 0; index < 3; index++) line[stride + index] = line[stride - 3 + index]!
  return line
}

/** 4,096 values around 0, most of them small. */
function grainOf(strength: number): Float32Array {
  let seed = 7
  const next = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0
    return (seed >>> 8) / 16777216
  }
  return Float32Array.from({ length: 4096 }, () => (next() + next() - 1) * strength)
}
