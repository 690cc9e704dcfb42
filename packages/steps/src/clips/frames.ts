/** Draws a clip's frames, one after the other. */
import type { CameraWindow } from '../camera.ts'
import type { PixelMemory, Picture, Plane } from './pixels.ts'

/** A caption in pixel memory: planes of premultiplied colour and of alpha, and where they lie on the frame. */
export interface Overlay {
  /** Tells one caption from another. */
  key: number
  x: number
  y: number
  picture: Picture
  alpha: Plane
  chromaAlpha: Plane
}

/** All that decides how one frame looks. */
export interface Shot {
  window: CameraWindow
  overlay: Overlay | null
  /** Of the caption, 0 to 1. */
  opacity: number
  /** Of the frame: 0 is black, 1 as it is. */
  light: number
}

const BLACK = { luma: 16, chroma: 128 }

/** Two frames' room, used in turn: a frame that was given out stays as it is while the next one is drawn. */
export class FrameDrawer {
  readonly #memory: PixelMemory
  readonly #source: Picture
  readonly #size: { width: number; height: number }
  readonly #columns: number
  readonly #rows: number
  readonly #rooms: { at: number; shows: string }[]
  #turn = 0

  constructor(memory: PixelMemory, source: Picture, size: { width: number; height: number }) {
    this.#memory = memory
    this.#source = source
    this.#size = size
    this.#columns = memory.reserve((size.width / 8 + 1) * 144)
    this.#rows = memory.reserve(4 * 2 * (size.width + 8))
    this.#rooms = [1, 2].map(() => ({ at: memory.reserve((size.width * size.height * 3) / 2), shows: '' }))
  }

  /** The frame's bytes, planar yuv420p. Good until the call after the next one. */
  draw(shot: Shot): Uint8Array {
    const room = this.#rooms[this.#turn++ % 2] as { at: number; shows: string }
    const { x, y, step } = shot.window
    const shows = [x, y, step, shot.light, shot.overlay?.key, shot.overlay && shot.opacity].join()
    const frame = frameAt(room.at, this.#size)
    if (room.shows !== shows) this.#drawInto(frame, shot)
    room.shows = shows
    return this.#memory.view(room.at, (this.#size.width * this.#size.height * 3) / 2)
  }

  #drawInto(frame: Picture, { window, overlay, opacity, light }: Shot): void {
    const { x, y, step } = window
    const half = (step - 1) / 2
    this.#resample(this.#source.luma, frame.luma, x + half, y + half, step)
    // Chroma samples sit on the left pixel of their pair, and between their two rows.
    this.#resample(this.#source.u, frame.u, x / 2 + half / 2, y / 2 + half, step)
    this.#resample(this.#source.v, frame.v, x / 2 + half / 2, y / 2 + half, step)
    if (overlay) this.#lay(frame, overlay, Math.round(opacity * 256))
    if (light < 1) this.#dim(frame, Math.round(light * 256))
  }

  #resample(source: Plane, target: Plane, x: number, y: number, step: number): void {
    const { loops } = this.#memory
    const { width, height } = target
    loops.resample(source.at, source.stride, target.at, width, height, x, y, step, this.#columns, this.#rows)
  }

  #lay(frame: Picture, overlay: Overlay, level: number): void {
    const lay = (target: Plane, colour: Plane, alpha: Plane, x: number, y: number) => {
      const at = target.at + y * target.stride + x
      this.#memory.loops.overlay(at, target.stride, colour.at, alpha.at, colour.width, colour.height, level)
    }
    const { x, y, picture, alpha, chromaAlpha } = overlay
    lay(frame.luma, picture.luma, alpha, x, y)
    lay(frame.u, picture.u, chromaAlpha, x / 2, y / 2)
    lay(frame.v, picture.v, chromaAlpha, x / 2, y / 2)
  }

  #dim(frame: Picture, level: number): void {
    for (const [plane, black] of [
      [frame.luma, BLACK.luma],
      [frame.u, BLACK.chroma],
      [frame.v, BLACK.chroma],
    ] as const) {
      this.#memory.loops.fade(plane.at, plane.stride * plane.height, black, level)
    }
  }
}

function frameAt(at: number, { width, height }: { width: number; height: number }): Picture {
  const luma = { at, stride: width, width, height }
  const chroma = { stride: width / 2, width: width / 2, height: height / 2 }
  const u = { at: at + width * height, ...chroma }
  return { luma, u, v: { at: u.at + chroma.width * chroma.height, ...chroma } }
}
