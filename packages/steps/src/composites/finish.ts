/** The finish that makes one look of all pictures: bloom, vignette, and fine grain that keeps gradients from banding. */

export interface Picture {
  data: Uint8Array
  /** 4 where the pixels carry an opacity, which is ignored. */
  channels: 3 | 4
  width: number
  height: number
}

export interface Finish {
  /** How much of its own glow is added to the picture, 0 to 1. */
  bloom: number
  /** How much darker the corners are, 0 to 1. */
  vignette: number
  /** Largest change of a value by grain, in steps of 255. */
  grain: number
}

/** Pixels as RGB. The grain is the same for the same size. */
export function finish(picture: Picture, { bloom, vignette, grain }: Finish): Uint8Array {
  const { data, channels, width, height } = picture
  const out = new Uint8ClampedArray(width * height * 3)
  const glow = bloom > 0 ? glowOf(picture) : null
  const across = Float32Array.from({ length: width }, (_, x) => ((x / width) * 2 - 1) ** 2)
  const noise = grainOf(grain)
  let seed = 0x9e3779b9
  for (let y = 0, from = 0, to = 0; y < height; y++) {
    const down = ((y / height) * 2 - 1) ** 2
    const glowRow = glow ? Math.min(glow.height - 1, (y / CELL) | 0) * glow.width : 0
    const glowNext = glow ? Math.min(glow.height - 1, ((y / CELL) | 0) + 1) * glow.width : 0
    const fy = (y % CELL) / CELL
    for (let x = 0; x < width; x++, from += channels, to += 3) {
      seed = (Math.imul(seed, 1664525) + 1013904223) | 0
      const edge = (across[x] as number) + down
      const light = 1 - vignette * edge * edge * 0.25
      const dust = noise[seed >>> 20] as number
      let [addR, addG, addB] = [0, 0, 0]
      if (glow) {
        const cell = (x / CELL) | 0
        const fx = (x % CELL) / CELL
        const next = cell + 1 < glow.width ? cell + 1 : cell
        const [a, b, c, d] = [(glowRow + cell) * 3, (glowRow + next) * 3, (glowNext + cell) * 3, (glowNext + next) * 3]
        const [wa, wb, wc, wd] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy]
        const g = glow.data
        addR = bloom * ((g[a] as number) * wa + (g[b] as number) * wb + (g[c] as number) * wc + (g[d] as number) * wd)
        addG = bloom * ((g[a + 1] as number) * wa + (g[b + 1] as number) * wb + (g[c + 1] as number) * wc + (g[d + 1] as number) * wd)
        addB = bloom * ((g[a + 2] as number) * wa + (g[b + 2] as number) * wb + (g[c + 2] as number) * wc + (g[d + 2] as number) * wd)
      }
      const [r, gr, b] = [data[from] as number, data[from + 1] as number, data[from + 2] as number]
      out[to] = (r + addR * (1 - r / 255)) * light + dust
      out[to + 1] = (gr + addG * (1 - gr / 255)) * light + dust
      out[to + 2] = (b + addB * (1 - b / 255)) * light + dust
    }
  }
  return new Uint8Array(out.buffer)
}

const CELL = 16

/** The picture's bright parts, shrunk and blurred. */
function glowOf({ data, channels, width, height }: Picture): { data: Float32Array; width: number; height: number } {
  const [w, h] = [Math.ceil(width / CELL), Math.ceil(height / CELL)]
  let cells = new Float32Array(w * h * 3)
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const to = (y * w + x) * 3
      for (let sample = 0; sample < 16; sample++) {
        const px = Math.min(width - 1, x * CELL + (sample & 3) * 4 + 2)
        const py = Math.min(height - 1, y * CELL + (sample >> 2) * 4 + 2)
        const from = (py * width + px) * channels
        for (let channel = 0; channel < 3; channel++) {
          cells[to + channel] = (cells[to + channel] as number) + Math.max(0, (data[from + channel] as number) - 110) / 16
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
      const [at, last] = step === 3 ? [x, w - 1] : [y, h - 1]
      for (let channel = 0; channel < 3; channel++) {
        const here = (y * w + x) * 3 + channel
        let sum = 0
        for (let offset = -reach; offset <= reach; offset++) sum += cells[here + (Math.max(0, Math.min(last, at + offset)) - at) * step] as number
        out[here] = sum / (2 * reach + 1)
      }
    }
  }
  return out
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
