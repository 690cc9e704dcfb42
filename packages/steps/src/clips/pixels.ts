/** The compiled loops over pixels (`../../pixels/pixels.as`), and the memory that they work in. */
import { readFileSync } from 'node:fs'

/** One plane of a picture: its first pixel's place in memory, and bytes from row to row. */
export interface Plane {
  at: number
  stride: number
  width: number
  height: number
}

/** A 4:2:0 picture, BT.709, limited range. */
export interface Picture {
  luma: Plane
  u: Plane
  v: Plane
}

/** The exports of pixels.wasm; what they do stands in pixels.as. */
interface Loops {
  initialise: (table: number) => void
  resample: (
    ...args: [
      source: number,
      stride: number,
      target: number,
      width: number,
      height: number,
      x0: number,
      y0: number,
      step: number,
      columns: number,
      rows: number,
    ]
  ) => void
  fade: (plane: number, bytes: number, black: number, level: number) => void
  overlay: (
    ...args: [
      plane: number,
      stride: number,
      colour: number,
      alpha: number,
      width: number,
      height: number,
      level: number,
    ]
  ) => void
  split: (
    ...args: [
      rgba: number,
      width: number,
      height: number,
      luma: number,
      lumaStride: number,
      u: number,
      v: number,
      chromaStride: number,
      alpha: number,
      chromaAlpha: number,
    ]
  ) => void
}

/** The part of the standard WebAssembly interface that is used here; Node's types leave it out. */
interface WebAssemblyInterface {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { exports: object }
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer; grow: (pages: number) => number }
}

const WASM = (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly
const PAGE = 65_536
const PHASE_TABLE_BYTES = 256 * 8
/** The loops read and write up to 16 bytes past a row's end. */
const SPARE = 64

/** Memory that only grows, made for the life of one clip, and the loops that work in it. */
export class PixelMemory {
  readonly loops: Loops
  readonly #memory = new WASM.Memory({ initial: 1 })
  #used = 64

  constructor() {
    const module = new WASM.Module(readFileSync(new URL('../../pixels/pixels.wasm', import.meta.url)))
    const env = { memory: this.#memory, abort: () => undefined }
    this.loops = new WASM.Instance(module, { env }).exports as Loops
    this.loops.initialise(this.reserve(PHASE_TABLE_BYTES))
  }

  /** Room for `bytes`, at a multiple of 16. Where the memory has to grow for it, views taken before are lost. */
  reserve(bytes: number): number {
    const at = this.#used
    this.#used += Math.ceil((bytes + SPARE) / 16) * 16
    const missing = this.#used - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE))
    return at
  }

  /** The place of the next reservation; `release` frees all that was reserved since. */
  mark(): number {
    return this.#used
  }

  /** Frees all that was reserved since `mark` was given out. */
  release(mark: number): void {
    this.#used = mark
  }

  /** The bytes themselves; lost when the memory grows. */
  view(at: number, bytes: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, bytes)
  }
}
