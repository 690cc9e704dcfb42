// The loops over pixels that a film's camera and captions need, in AssemblyScript (a TypeScript that compiles to
// WebAssembly with SIMD). pixels.wasm beside it is compiled from this file: see README.md.
// All functions work in memory that the caller lays out (src/clips/pixels.ts); all pointers are byte offsets.

/** Weights of the four taps at 256 positions between two pixels, Catmull-Rom; filled by `initialise`. */
const PHASES: i32 = 256
let phaseTable: usize = 0

/** Fills the table of weights at `table` (256 × 4 i16): they sum to 64 at every phase. */
export function initialise(table: usize): void {
  phaseTable = table
  for (let p = 0; p < PHASES; p++) {
    const t = f64(p) / PHASES
    const a = catmullRom(t + 1)
    const c = catmullRom(1 - t)
    const d = catmullRom(2 - t)
    const at = table + usize(p * 8)
    const wa = i32(Math.round(a * 64))
    const wc = i32(Math.round(c * 64))
    const wd = i32(Math.round(d * 64))
    store<i16>(at, i16(wa), 0)
    store<i16>(at, i16(64 - wa - wc - wd), 2)
    store<i16>(at, i16(wc), 4)
    store<i16>(at, i16(wd), 6)
  }
}

function catmullRom(x: f64): f64 {
  return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
}

// One block makes eight pixels of a row: where its source bytes start, then for each tap a shuffle and eight weights.
const BLOCK: usize = 16 + 4 * 32

/**
 * Resamples a window of one plane: output pixel (i, j) is the source at (x0 + i·step, y0 + j·step), four taps each way.
 * `step` ≤ 1.5 (eight pixels read at most 16 bytes of a row). The plane must have 4 pixels of border around the window.
 * `columns` is room for width / 8 blocks of 144 bytes, `rows` for four rows of width i16, both rounded up to 8 pixels.
 * Where the width is no multiple of 8, each row's end spills into the next row, which is drawn after it, and the last
 * row's into up to 8 bytes after the plane.
 */
export function resample(
  source: usize, stride: i32, target: usize, width: i32, height: i32,
  x0: f64, y0: f64, step: f64, columns: usize, rows: usize,
): void {
  const blocks = (width + 7) >> 3
  planColumns(columns, blocks, x0, step)
  const rowBytes = usize(blocks) * 16
  let made = i32.MIN_VALUE
  for (let j = 0; j < height; j++) {
    const y = y0 + f64(j) * step
    const top = i32(Math.floor(y))
    const first = top - 1
    for (let r = max(made, first); r < first + 4; r++) {
      horizontal(source + usize(r * stride), columns, rows + usize(r & 3) * rowBytes, blocks)
    }
    made = first + 4
    vertical(rows, rowBytes, first, y - f64(top), target + usize(j * width), blocks)
  }
}

function planColumns(columns: usize, blocks: i32, x0: f64, step: f64): void {
  for (let b = 0; b < blocks; b++) {
    const at = columns + usize(b) * BLOCK
    const base = i32(Math.floor(x0 + f64(b * 8) * step + 0.5 / PHASES)) - 1
    store<i32>(at, base)
    for (let i = 0; i < 8; i++) {
      const x = x0 + f64(b * 8 + i) * step + 0.5 / PHASES
      const left = i32(Math.floor(x))
      const weights = phaseTable + usize(i32((x - f64(left)) * PHASES)) * 8
      for (let tap = 0; tap < 4; tap++) {
        const entry = at + 16 + usize(tap * 32 + i * 2)
        store<u8>(entry, u8(left - 1 + tap - base))
        store<u8>(entry, 0x80, 1)
        store<i16>(entry, load<i16>(weights + usize(tap * 2)), 16)
      }
    }
  }
}

function horizontal(row: usize, columns: usize, target: usize, blocks: i32): void {
  for (let b = 0; b < blocks; b++) {
    const pixels = v128.load(row + load<i32>(columns))
    let sum = i16x8.mul(i8x16.swizzle(pixels, v128.load(columns, 16)), v128.load(columns, 32))
    sum = i16x8.add(sum, i16x8.mul(i8x16.swizzle(pixels, v128.load(columns, 48)), v128.load(columns, 64)))
    sum = i16x8.add(sum, i16x8.mul(i8x16.swizzle(pixels, v128.load(columns, 80)), v128.load(columns, 96)))
    sum = i16x8.add(sum, i16x8.mul(i8x16.swizzle(pixels, v128.load(columns, 112)), v128.load(columns, 128)))
    v128.store(target, sum)
    columns += BLOCK
    target += 16
  }
}

function vertical(rows: usize, rowBytes: usize, first: i32, between: f64, target: usize, blocks: i32): void {
  const w0 = weightLanes(between + 1)
  const w1 = weightLanes(between)
  const w2 = weightLanes(1 - between)
  const w3 = weightLanes(2 - between)
  let r0 = rows + usize(first & 3) * rowBytes
  let r1 = rows + usize((first + 1) & 3) * rowBytes
  let r2 = rows + usize((first + 2) & 3) * rowBytes
  let r3 = rows + usize((first + 3) & 3) * rowBytes
  const half = i16x8.splat(32)
  for (let b = 0; b < blocks; b++) {
    let sum = i16x8.add(
      i16x8.add(i16x8.q15mulr_sat_s(v128.load(r0), w0), i16x8.q15mulr_sat_s(v128.load(r1), w1)),
      i16x8.add(i16x8.q15mulr_sat_s(v128.load(r2), w2), i16x8.q15mulr_sat_s(v128.load(r3), w3)),
    )
    sum = i16x8.shr_s(i16x8.add(sum, half), 6)
    v128.store64_lane(target, i8x16.narrow_i16x8_u(sum, sum), 0)
    r0 += 16; r1 += 16; r2 += 16; r3 += 16; target += 8
  }
}

/** The weight of a tap so far away in each lane, in units of 1/32768. */
function weightLanes(distance: f64): v128 {
  return i16x8.splat(i16(min(i32(Math.round(catmullRom(distance) * 32768)), 32767)))
}

/** Draws towards `black`: each byte becomes black + (byte − black) · level / 256. In place; whole 16s. */
export function fade(plane: usize, bytes: i32, black: i32, level: i32): void {
  const scale = i16x8.splat(i16(level))
  const offset = i16x8.splat(i16(black * (256 - level) + 128))
  for (let end = plane + usize(bytes); plane < end; plane += 16) {
    const pixels = v128.load(plane)
    const low = i16x8.shr_u(i16x8.add(i16x8.mul(i16x8.extend_low_i8x16_u(pixels), scale), offset), 8)
    const high = i16x8.shr_u(i16x8.add(i16x8.mul(i16x8.extend_high_i8x16_u(pixels), scale), offset), 8)
    v128.store(plane, i8x16.narrow_i16x8_u(low, high))
  }
}

/**
 * Lays a picture over a region of a plane: byte = byte · (256 − alpha · level / 256) / 256 + colour · level / 256.
 * `colour` is premultiplied; `colour` and `alpha` are rows of `width` bytes, a multiple of 8; `level` 0 to 256.
 */
export function overlay(
  plane: usize, stride: i32, colour: usize, alpha: usize, width: i32, height: i32, level: i32,
): void {
  const scale = i16x8.splat(i16(level))
  const full = i16x8.splat(255)
  const half = i16x8.splat(128)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += 8) {
      const at = plane + usize(y * stride + x)
      const below = v128.load_zero<u64>(at)
      const c = i16x8.shr_u(i16x8.mul(v128.load_ext<u8>(colour), scale), 8)
      const a = i16x8.shr_u(i16x8.mul(v128.load_ext<u8>(alpha), scale), 8)
      const through = i16x8.mul(i16x8.extend_low_i8x16_u(below), i16x8.sub(full, a))
      // (t + 128 + ((t + 128) >> 8)) >> 8 is t / 255, rounded.
      const rounded = i16x8.add(through, half)
      const kept = i16x8.shr_u(i16x8.add(rounded, i16x8.shr_u(rounded, 8)), 8)
      const sum = i16x8.add(kept, c)
      v128.store64_lane(at, i8x16.narrow_i16x8_u(sum, sum), 0)
      colour += 8
      alpha += 8
    }
  }
}

/**
 * Splits premultiplied RGBA into the planes of a 4:2:0 picture in BT.709, limited range; chroma sits at the left, as
 * H.264 expects. Width and height are even. Where `alpha` is not 0, the alpha of luma and of chroma samples is written
 * too. Each value is premultiplied as its colour was; for an opaque picture that is the plain picture.
 */
export function split(
  rgba: usize, width: i32, height: i32, luma: usize, lumaStride: i32, u: usize, v: usize, chromaStride: i32,
  alpha: usize, chromaAlpha: usize,
): void {
  for (let y = 0; y < height; y++) {
    const row = rgba + usize(y * width * 4)
    for (let x = 0; x < width; x++) {
      const at = row + usize(x * 4)
      const a = i32(load<u8>(at, 3))
      const sum = 11966 * i32(load<u8>(at)) + 40254 * i32(load<u8>(at, 1)) + 4064 * i32(load<u8>(at, 2)) + 4112 * a
      store<u8>(luma + usize(y * lumaStride + x), u8((sum + 32768) >> 16))
      if (alpha) store<u8>(alpha + usize(y * width + x), u8(a))
    }
    if (y & 1) splitChroma(row - usize(width * 4), row, width, u, v, chromaStride, y >> 1, chromaAlpha)
  }
}

/** One row of chroma from two rows of pixels, each sample from 3 × 2 pixels around its place. */
function splitChroma(
  above: usize, below: usize, width: i32, u: usize, v: usize, stride: i32, y: i32, chromaAlpha: usize,
): void {
  for (let x = 0; x < width; x += 2) {
    const left = usize(max(x - 1, 0) * 4)
    const here = usize(x * 4)
    const right = here + 4
    const r = sixTap(above, below, left, here, right)
    const g = sixTap(above + 1, below + 1, left, here, right)
    const b = sixTap(above + 2, below + 2, left, here, right)
    const a = sixTap(above + 3, below + 3, left, here, right)
    const at = usize(y * stride + (x >> 1))
    store<u8>(u + at, u8((-6596 * r - 22189 * g + 28785 * b + 32896 * a + 262144) >> 19))
    store<u8>(v + at, u8((28785 * r - 26145 * g - 2640 * b + 32896 * a + 262144) >> 19))
    if (chromaAlpha) store<u8>(chromaAlpha + usize((y * width + x) >> 1), u8((a + 4) >> 3))
  }
}

/** Eight times the mean of a channel around a chroma sample. */
function sixTap(above: usize, below: usize, left: usize, here: usize, right: usize): i32 {
  return i32(load<u8>(above + left)) + 2 * i32(load<u8>(above + here)) + i32(load<u8>(above + right))
    + i32(load<u8>(below + left)) + 2 * i32(load<u8>(below + here)) + i32(load<u8>(below + right))
}
