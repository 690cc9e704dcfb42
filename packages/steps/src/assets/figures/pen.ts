/** Draws one figure: in its own coordinates (feet at 0,0; about 100 tall; facing right), in the stage's light. */
import type { Canvas } from '../paint/canvas.ts'
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { outline } from '../paint/shapes.ts'
import { tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'

/** What a figure is drawn with. Lengths are in the figure's own units. */
export interface Pen {
  stage: Stage
  canvas: Canvas
  random: Random
  /** A colour under the stage's light. */
  tone(base: string): string
  /** A rounded, lit mass: an outline (`x,y x,y …` or path data) with a bright upper edge. */
  body(shape: string, base: string, options?: { rim?: number; dark?: number }): void
  /** A flat patch. */
  patch(shape: string, base: string, opacity?: number): void
  /** A thin line. */
  line(data: string, base: string, width: number, opacity?: number): void
  /** The darkest colour here. */
  dark: string
}

/** Draws itself; `cast.ts` says how large and where. */
export type Figure = (pen: Pen) => void

/** A pen for the figure of this name; its chance is its own, so that one figure more changes no other. */
export function takePen(stage: Stage, name: string): Pen {
  const { canvas, palette } = stage
  const tone = (base: string): string => tint(stage, base)
  const edge = canvas.linear([
    [0, lighten(palette.rim, 0.3), 0.95],
    [0.3, palette.rim, 0.5],
    [0.6, palette.rim, 0],
  ])
  return {
    stage,
    canvas,
    random: stage.random.fork(name),
    tone,
    dark: mix(palette.near, '#08070a', 0.4),
    body: (shape, base, options = {}) => {
      const path = data(shape)
      const colour = tone(base)
      const stops = [
        [0, mix(colour, palette.rim, 0.4)],
        [0.38, colour],
        [1, mix(colour, palette.near, options.dark ?? 0.55)],
      ] as const
      canvas.path(path, canvas.linear(stops, [0.35, 0, 0.6, 1]))
      if (options.rim !== 0) canvas.stroke(path, edge, options.rim ?? 1)
    },
    patch: (shape, base, opacity = 1) => canvas.path(data(shape), tone(base), opacity),
    line: (path, base, width, opacity = 1) => canvas.stroke(path, tone(base), width, opacity),
  }
}

/** An eye that catches the light. */
export function paintEye(pen: Pen, x: number, y: number, radius: number, iris = '#0c0a0c'): void {
  const { canvas } = pen
  canvas.circle(x, y, radius, iris)
  if (iris !== '#0c0a0c') canvas.circle(x, y, radius * 0.62, '#09080a')
  canvas.circle(x - radius * 0.32, y - radius * 0.36, radius * 0.3, '#ffffff', 0.95)
  canvas.circle(x + radius * 0.3, y + radius * 0.34, radius * 0.14, '#ffffff', 0.6)
}

/** Figures are written as path data or as the corners of a curve. */
function data(shape: string): string {
  return shape.startsWith('M') ? shape : outline(shape)
}
