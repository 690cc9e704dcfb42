/** The captions of a clip, each drawn when its first frame comes. */
import type { Cue } from '../captions/cues.ts'
import { buildCues } from '../captions/cues.ts'
import { drawCaption } from '../captions/drawing.ts'
import { useFontFolders } from '../captions/font_folders.ts'
import { FontBook } from '../captions/fonts.ts'
import type { CaptionStyle } from '../captions/style.ts'
import { burnedLayout, captionStyle } from '../captions/style.ts'
import type { SceneTiming } from '../timing.ts'
import type { Overlay } from './frames.ts'
import type { PixelMemory, Plane } from './pixels.ts'

/** Frames in which a caption comes and goes. */
const FADE_FRAMES = 3
/** Of a caption in memory, as RGBA and in planes with alpha, rounded up. */
const BYTES_PER_PIXEL = 8
const LINES = 2

/** Holds one drawn caption at a time. Throws what the drawing of a caption throws. */
export class CaptionTrack {
  readonly #cues: Cue[]
  readonly #fps: number
  readonly #style: CaptionStyle
  readonly #families: string[]
  readonly #memory: PixelMemory
  readonly #mark: number
  #next = 0
  #drawn: Overlay | null = null

  /** Takes the end of the memory for itself: nothing else may be reserved after it. */
  constructor(timing: SceneTiming, format: { width: number; height: number }, memory: PixelMemory) {
    const fonts = new FontBook(timing.language, timing.text)
    useFontFolders(fonts.folders)
    this.#families = fonts.families
    this.#style = captionStyle(format)
    this.#fps = timing.fps
    this.#cues = buildCues(timing, burnedLayout(this.#style, fonts))
    this.#memory = memory
    this.#mark = memory.mark()
    // Room for the largest caption now: memory that grew while a frame is on its way to ffmpeg would pull it away.
    memory.reserve(BYTES_PER_PIXEL * format.width * (LINES + 1) * this.#style.lineHeight)
  }

  /** The caption of a frame; null where there is none. To be called frame by frame, in order. */
  async at(frame: number): Promise<{ overlay: Overlay; opacity: number } | null> {
    while (this.#next < this.#cues.length && this.#frames(this.#next).first <= frame) await this.#draw(this.#next++)
    const { first, end } = this.#frames(this.#next - 1)
    if (!this.#drawn || frame >= end) return null
    return {
      overlay: this.#drawn,
      opacity: Math.min(1, (frame - first + 1) / FADE_FRAMES, (end - frame) / FADE_FRAMES),
    }
  }

  #frames(index: number): { first: number; end: number } {
    const cue = this.#cues[index]
    return cue
      ? { first: Math.round(cue.start * this.#fps), end: Math.round(cue.end * this.#fps) }
      : { first: 0, end: 0 }
  }

  async #draw(index: number): Promise<void> {
    const drawn = await drawCaption(this.#cues[index]?.lines ?? [], this.#style, this.#families)
    if (!drawn) {
      this.#drawn = null
      return
    }
    this.#memory.release(this.#mark)
    const { x, y, width, height, rgba } = drawn
    const plane = (wide: number, high: number): Plane => {
      return { at: this.#memory.reserve(wide * high), stride: wide, width: wide, height: high }
    }
    const chroma = () => plane(width / 2, height / 2)
    const overlay = {
      key: index,
      x,
      y,
      picture: { luma: plane(width, height), u: chroma(), v: chroma() },
      alpha: plane(width, height),
      chromaAlpha: chroma(),
    }
    const at = this.#memory.reserve(rgba.length)
    this.#memory.view(at, rgba.length).set(rgba)
    const { luma, u, v } = overlay.picture
    this.#memory.loops.split(
      at,
      width,
      height,
      luma.at,
      luma.stride,
      u.at,
      v.at,
      u.stride,
      overlay.alpha.at,
      overlay.chromaAlpha.at,
    )
    this.#drawn = overlay
  }
}
