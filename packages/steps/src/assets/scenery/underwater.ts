/** Under water: light from the surface, weed, stones, bubbles. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { disc, leaf, n, smooth, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { isDark } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintMotes, paintShafts } from './light.ts'
import { paintRock } from './terrain.ts'

type Water = readonly [clear: string, middle: string, deep: string]

/** Under water: light from the surface, weed, stones, bubbles. */
export function paintUnderwater(stage: Stage): void {
  const { canvas, palette, w, h, light } = stage
  const random = stage.random.fork('deep')
  const night = isDark(stage)
  const [clear, middle, deep]: Water = night ? ['#2a7fa0', '#0c3a63', '#04122b'] : ['#a8f0e4', '#1f93b0', '#072f57']
  canvas.wash(
    canvas.linear([
      [0, mix(clear, palette.sky[3], 0.2)],
      [0.3, mix(clear, middle, 0.65)],
      [0.62, mix(middle, deep, 0.45)],
      [1, deep],
    ]),
  )
  canvas.ellipse(
    light.x,
    -2,
    w * 0.5,
    h * 0.55,
    canvas.radial([
      [0, '#f4fff2', night ? 0.4 : 0.85],
      [0.4, clear, 0.35],
      [1, clear, 0],
    ]),
  )
  paintShafts({ ...stage, palette: { ...palette, rim: clear } }, 0.34, 10)
  for (let row = 0; row < 3; row++) paintSeabed(stage, random, [clear, middle, deep], row)
  paintBubbles(stage, random)
  paintMotes(stage, 24, clear, 0.3)
}

/** One of three banks, 0 is the farthest: weed behind it, stones on it. */
function paintSeabed(stage: Stage, random: Random, [clear, middle, deep]: Water, row: number): void {
  const { canvas, palette, w, h } = stage
  const t = row / 2
  const floor = h * (0.7 + 0.1 * row)
  const stone = mix(mix('#2d8094', deep, t * 0.75), middle, 0.25 * (1 - t))
  paintKelp(
    stage,
    floor + 5,
    (30 - 5 * t) * (stage.portrait ? 1.5 : 1),
    mix(stone, '#3c9a5c', 0.4 * (1 - t) + 0.08),
    5 + row * 3,
    row,
  )
  const line: Point[] = Array.from({ length: 12 }, (_, index) => [
    (index / 11) * (w + 16) - 8,
    floor + random.around(4),
  ])
  canvas.path(
    `${smooth(line, false)}V${n(h + 4)}H-8Z`,
    canvas.linear([
      [0, lighten(stone, row ? 0.1 : 0.24)],
      [0.5, stone],
      [1, mix(stone, deep, 0.8)],
    ]),
  )
  for (let x = 0; x < w; x += random.between(12, 30))
    paintRock(
      { ...stage, palette: { ...palette, rim: clear, near: deep, haze: middle, ambient: '#8fc0c8' } },
      random,
      x,
      floor + random.between(2, 6),
      random.between(2.5, 8),
      0.45 * (1 - t),
      '#6c8a90',
    )
}

function paintBubbles({ canvas, w, h }: Stage, random: Random): void {
  let bubbles = ''
  for (let index = 0; index < 40; index++)
    bubbles += disc(
      w * random.next(),
      h * random.between(0.05, 0.75),
      random.between(0.15, 0.8) * random.between(0.5, 1),
    )
  canvas.stroke(bubbles, '#e8fffb', 0.14, 0.6)
}

function paintKelp(stage: Stage, foot: number, tall: number, colour: string, count: number, row: number): void {
  const { canvas, w } = stage
  const random = stage.random.fork(`kelp ${row}`)
  let path = ''
  for (let index = 0; index < count; index++) {
    let x = w * random.next()
    const side = Math.abs(x / w - 0.5) * 2
    if (side < 0.45) x = x < w / 2 ? x * 0.55 : w - (w - x) * 0.55
    const [high, phase] = [tall * random.between(0.4, 1.1), random.between(0, 6)]
    const spine: Point[] = Array.from({ length: 7 }, (_, step) => [
      x + Math.sin(step * 1.1 + phase) * (0.5 + step * 0.35),
      foot - (high * step) / 6,
    ])
    path += taper(spine, 1.7, 0.2)
    spine.slice(1).forEach(([px, py], step) => {
      path += leaf(px, py, 4.6, 1.1, step % 2 ? -0.6 : Math.PI + 0.6, 0.2)
    })
  }
  canvas.path(
    path,
    canvas.linear([
      [0, lighten(colour, 0.12)],
      [1, colour],
    ]),
  )
}
