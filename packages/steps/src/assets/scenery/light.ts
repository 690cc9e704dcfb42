/** Light that can be seen in the air: shafts, mist, glitter, out-of-focus lights. */
import { lighten, mix } from '../paint/colour.ts'
import { disc, n, polygon } from '../paint/shapes.ts'
import type { Stage } from '../paint/stage.ts'

/** Beams that fall from above through gaps, fanning out from the light. */
export function paintShafts(stage: Stage, strength = 0.3, count = 9): void {
  const { canvas, palette, w, h, light } = stage
  const random = stage.random.fork('shafts')
  const from = { x: light.x, y: Math.min(-20, light.y - 60) }
  const colour = lighten(palette.rim, 0.2)
  for (let index = 0; index < count; index++) {
    const aim = w * (-0.15 + (1.3 * (index + random.between(0.2, 0.8))) / count)
    const wide = random.between(1.5, 6) * (w / 140)
    const reach = h * random.between(0.75, 1.02)
    const at = (edge: number, y: number): number => from.x + ((edge - from.x) * (y - from.y)) / (h - from.y)
    const fill = canvas.linear([
      [0, colour, strength * random.between(0.5, 1)],
      [0.55, colour, strength * 0.4],
      [1, colour, 0],
    ])
    canvas.path(
      polygon([
        [at(aim - wide, -2), -2],
        [at(aim + wide, -2), -2],
        [at(aim + wide * 1.3, reach), reach],
        [at(aim - wide * 1.3, reach), reach],
      ]),
      fill,
    )
  }
}

/** A bank of mist across the picture. */
export function paintMist(stage: Stage, y: number, height: number, opacity: number, colour = stage.palette.haze): void {
  const { canvas, w } = stage
  canvas.rect(
    -2,
    y - height / 2,
    w + 4,
    height,
    canvas.linear([
      [0, colour, 0],
      [0.5, colour, opacity],
      [1, colour, 0],
    ]),
  )
  const random = stage.random.fork(`mist ${n(y)}`)
  const wisp = canvas.radial([
    [0, colour, opacity * 0.6],
    [1, colour, 0],
  ])
  for (let index = 0; index < 4; index++) {
    canvas.ellipse(
      w * random.between(0, 1),
      y + random.around(height * 0.4),
      w * random.between(0.16, 0.34),
      height * random.between(0.2, 0.4),
      wisp,
    )
  }
}

/** Lights far out of focus. */
export function paintBokeh(stage: Stage, count: number, colours: readonly string[], strength = 0.3): void {
  const { canvas, w, h, portrait } = stage
  const random = stage.random.fork('bokeh')
  for (let index = 0; index < count; index++) {
    const size = random.between(1.2, portrait ? 6 : 7.5)
    const colour = colours[index % colours.length] ?? '#ffffff'
    const fill = canvas.radial([
      [0, colour, strength * 0.55],
      [0.82, colour, strength * 0.75],
      [0.93, lighten(colour, 0.3), strength],
      [1, colour, 0],
    ])
    canvas.circle(random.between(0, w), h * random.between(0, 0.8), size, fill)
  }
}

/** Motes, fireflies, sparks: small soft points. */
export function paintMotes(stage: Stage, count: number, colour: string, size = 0.5, bottom = 0.85): void {
  const { canvas, w, h } = stage
  const random = stage.random.fork('motes')
  const glow = canvas.radial([
    [0, colour, 0.9],
    [0.25, colour, 0.5],
    [1, colour, 0],
  ])
  let dots = ''
  for (let index = 0; index < count; index++) {
    const [x, y] = [random.between(0, w), h * random.between(0.08, bottom)]
    const radius = size * random.between(0.4, 1.3)
    canvas.circle(x, y, radius * 2.4, glow)
    dots += disc(x, y, radius * 0.32)
  }
  canvas.path(dots, mix(colour, '#ffffff', 0.6))
}

/** A darker edge below, where captions may stand. */
export function paintCalmFoot(stage: Stage, strength = 0.4): void {
  const { canvas, w, h, palette } = stage
  canvas.rect(
    0,
    h * 0.58,
    w,
    h * 0.42,
    canvas.linear([
      [0, palette.near, 0],
      [0.55, palette.near, strength * 0.6],
      [1, palette.near, strength],
    ]),
  )
}
