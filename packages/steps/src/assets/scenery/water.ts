/** Water: open sea, lakes, streams, waves. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { disc, n, smooth } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { isDark } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'

/** Water from the line `y` down, that mirrors the sky and carries the light's path. */
export function paintWater(stage: Stage, y: number, options: { calm?: boolean; bottom?: number } = {}): void {
  const { canvas, palette, w, h, light } = stage
  const bottom = options.bottom ?? h
  const [top, middle, low, horizon] = palette.sky
  const deep = mix(palette.near, top, isDark(stage) ? 0.35 : 0.6)
  canvas.rect(
    -2,
    y,
    w + 4,
    bottom - y + 2,
    canvas.linear([
      [0, mix(horizon, low, 0.35)],
      [0.14, mix(low, middle, 0.45)],
      [0.5, mix(middle, deep, 0.5)],
      [1, deep],
    ]),
  )
  const random = stage.random.fork('water')
  paintRipples(stage, random, y, bottom, options.calm ? 40 : 90)
  paintGlitter(stage, random, y, Math.min(bottom, y + (h - y) * 0.95), light.x)
}

function lens(x: number, y: number, rx: number, ry: number): string {
  return `M${n(x - rx)} ${n(y)}Q${n(x)} ${n(y - ry)} ${n(x + rx)} ${n(y)}Q${n(x)} ${n(y + ry)} ${n(x - rx)} ${n(y)}Z`
}

function paintRipples(stage: Stage, random: Random, y: number, bottom: number, count: number): void {
  const { canvas, palette, w } = stage
  let [bright, dark] = ['', '']
  for (let index = 0; index < count; index++) {
    const t = random.next() ** 1.4
    const at = y + 0.6 + (bottom - y) * t
    const shape = lens(random.between(0, w), at, (3 + 13 * t) * random.between(0.5, 1.3), 0.1 + 0.7 * t)
    if (index % 2) bright += shape
    else dark += shape
  }
  canvas.path(bright, mix(palette.sky[2], palette.rim, 0.4), 0.26)
  canvas.path(dark, mix(palette.near, palette.sky[0], 0.4), 0.22)
}

/** The light's broken reflection below `x`. */
function paintGlitter(stage: Stage, random: Random, y: number, bottom: number, x: number): void {
  const { canvas, palette } = stage
  const dim = stage.setting.weather.has('storm') || stage.setting.weather.has('rain') || stage.setting.time === 'grey'
  let [glow, spark] = ['', '']
  for (let index = 0; index < 90; index++) {
    const t = random.next() ** 1.2
    const spread = 3.5 + 15 * t
    const at = y + 0.3 + (bottom - y) * t
    glow += lens(x + random.around(spread), at, (1 + 5 * t) * random.between(0.4, 1.2), 0.12 + 0.42 * t)
    if (index % 3 === 0)
      spark += lens(x + random.around(spread * 0.6), at, (0.5 + 2.4 * t) * random.between(0.4, 1.2), 0.08 + 0.22 * t)
  }
  canvas.ellipse(
    x,
    y + 2,
    24,
    (bottom - y) * 0.7,
    canvas.radial([
      [0, palette.rim, dim ? 0.16 : 0.45],
      [1, palette.rim, 0],
    ]),
  )
  canvas.path(glow, palette.rim, dim ? 0.22 : 0.5)
  canvas.path(spark, palette.disc, dim ? 0.3 : 0.9)
}

/** A line of surf along `y`: a dark back, a lit lip, foam below. */
export function paintSurf(stage: Stage, y: number, height: number): void {
  const { canvas, palette, w } = stage
  const random = stage.random.fork(`surf ${n(y)}`)
  const crest: Point[] = []
  for (let x = -20; x <= w + 20; x += 20) crest.push([x, y - height * (0.72 + 0.28 * random.next())])
  const water = mix(palette.sky[1], palette.near, 0.35)
  const clear = mix(lighten(palette.rim, 0.1), '#58b7b0', 0.4)
  canvas.path(
    `${smooth(crest, false)}L${n(w + 8)} ${n(y + height * 0.4)}L-8 ${n(y + height * 0.4)}Z`,
    canvas.linear([
      [0, mix(clear, water, 0.25)],
      [0.35, mix(clear, water, 0.6)],
      [1, water],
    ]),
  )
  canvas.stroke(smooth(crest, false), lighten(palette.rim, 0.5), 0.5, 0.8)
  paintFoam(stage, random, -4, w + 4, y + height * 0.36, Math.min(1.3, height * 0.16))
}

/** Foam between two x. */
export function paintFoam(stage: Stage, random: Random, from: number, to: number, y: number, thick: number): void {
  const { canvas, palette } = stage
  let [soft, hard] = ['', '']
  for (let x = from; x < to; x += thick * 0.9) {
    soft += disc(
      x + random.around(1),
      y + random.around(thick),
      thick * random.between(0.5, 1.3),
      thick * random.between(0.3, 0.7),
    )
    hard += disc(
      x + random.around(2),
      y + random.around(thick * 1.2),
      thick * random.between(0.12, 0.5),
      thick * random.between(0.1, 0.35),
    )
  }
  const white = mix('#ffffff', palette.rim, 0.35)
  canvas.path(soft, mix(white, palette.haze, 0.3), 0.5)
  canvas.path(hard, white, 0.85)
}
