/** Mud that dried into plates: six-cornered, small and many far away, large near the eye. */
import { lighten, mix } from '../paint/colour.ts'
import { smooth } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'

const ROWS = 15
/** A plate's part of its cell; the rest is crack. */
const FILL = 0.955

export function paintCracks(stage: Stage, top: number, dark: string): void {
  const { canvas, palette, w, h } = stage
  const fade = (colour: string, foot: string): string =>
    canvas.span(
      [
        [0, colour, 0],
        [0.2, colour, 0.85],
        [1, foot],
      ],
      [0, top, 0, h],
    )
  canvas.rect(-4, top, w + 8, h - top + 4, fade(mix(dark, '#5a3a28', 0.35), mix(dark, '#38251f', 0.75)))
  const base = mix(tint(stage, '#e6c391'), palette.rim, 0.12)
  const tones = [base, lighten(base, 0.14), mix(base, dark, 0.16)]
  const plates = layPlates(stage, top)
  tones.forEach((tone, index) => canvas.path(plates[index] ?? '', fade(tone, mix(tone, dark, 0.38))))
}

/** The outlines of all plates, in three heaps of one tone each. */
function layPlates(stage: Stage, top: number): string[] {
  const { w, h } = stage
  const random = stage.random.fork('plates')
  const corners: Point[][] = []
  const count = Math.ceil(w / 2.4) + 4
  for (let row = 0; row <= ROWS; row++) {
    const t = row / ROWS
    const gap = (h * 1.06 - top) * ((t + 1 / ROWS) ** 1.8 - t ** 1.8)
    const wide = 2.4 + 13 * t ** 1.3
    corners.push(
      Array.from({ length: count }, (_, index) => [
        w / 2 + (index - count / 2 + random.around(0.55)) * wide,
        top + (h * 1.06 - top) * t ** 1.8 + ((index + row) % 2 ? -0.2 : 0.2) * gap + random.around(0.3) * gap,
      ]),
    )
  }
  const tones = ['', '', '']
  for (let row = 0; row < ROWS; row++) {
    for (let at = row % 2; at + 2 < count; at += 2) {
      const [upper, lower] = [corners[row]!.slice(at, at + 3), corners[row + 1]!.slice(at, at + 3)]
      const tone = Math.floor(random.next() * 3)
      if (upper[2]![0] > -20 && upper[0]![0] < w + 20) tones[tone] += plate([...upper, ...lower.toReversed()])
    }
  }
  return tones
}

/** One plate, a little smaller than its cell, its corners worn. */
function plate(cell: readonly Point[]): string {
  const x = cell.reduce((sum, corner) => sum + corner[0], 0) / cell.length
  const y = cell.reduce((sum, corner) => sum + corner[1], 0) / cell.length
  const worn = cell.flatMap((corner, index) => {
    const next = cell[(index + 1) % cell.length]!
    return [0.16, 0.84].map((t): Point => {
      const [px, py] = [corner[0] + (next[0] - corner[0]) * t, corner[1] + (next[1] - corner[1]) * t]
      return [x + (px - x) * FILL, y + (py - y) * (FILL - 0.03)]
    })
  })
  return smooth(worn)
}
