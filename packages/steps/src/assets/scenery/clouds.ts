/** Clouds: heaps with lit tops, long streaks, and heavy ceilings. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { disc, n } from '../paint/shapes.ts'
import { isDark, shade } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'

export function paintClouds(stage: Stage): void {
  const { setting } = stage
  const random = stage.random.fork('clouds')
  const heavy = ['storm', 'rain', 'cloudy'].some((weather) => setting.weather.has(weather as 'rain'))
  if (heavy) return paintCeiling(stage, random)
  paintStreaks(stage, random, setting.place === 'sky' ? 5 : 7)
  const many = setting.details.has('clouds') || setting.place === 'sky'
  const count = many ? 7 : setting.time === 'night' ? 1 : 3
  for (let index = 0; index < count; index++) {
    const t = count === 1 ? 0.5 : index / (count - 1)
    const x = stage.w * random.between(-0.05, 1.05)
    const y = stage.horizon * (0.38 + 0.5 * t) + random.around(3)
    paintHeap(stage, random, x, y, random.between(14, 26) * (0.6 + 0.8 * t) * (many ? 1.25 : 0.9))
  }
}

/** One heap, flat below: `size` is half its width. */
export function paintHeap(stage: Stage, random: Random, x: number, y: number, size: number, strength = 1): void {
  const { canvas, palette } = stage
  const lit = mix(palette.sky[3], palette.disc, isDark(stage) ? 0.15 : 0.65)
  const body = isDark(stage) ? mix(palette.sky[2], palette.haze, 0.5) : mix(palette.sky[2], palette.sky[3], 0.5)
  for (const [lift, scale, opacity] of [
    [0.16, 1, 0.5],
    [0, 0.82, 0.75],
  ] as const) {
    const fill = canvas.linear([
      [0, isDark(stage) ? body : lit, opacity * strength],
      [0.5, body, opacity * 0.6 * strength],
      [1, body, 0],
    ])
    canvas.path(heap(random, x + random.around(size * 0.2), y - lift * size, size * scale), fill)
  }
}

function heap(random: Random, x: number, y: number, size: number): string {
  let path = ''
  const lumps = 8 + Math.floor(random.next() * 4)
  const peak = random.around(0.5)
  for (let index = 0; index < lumps; index++) {
    const t = ((index + random.between(0.2, 0.8)) / lumps) * 2 - 1
    const rise = Math.max(0.12, 1 - Math.abs(t - peak) ** 1.3) * random.between(0.75, 1.1)
    const radius = size * (0.1 + 0.2 * rise)
    path += disc(x + t * size * 0.82, y - size * 0.26 * rise, radius * 1.15, radius)
  }
  return (
    `${path}M${n(x - size)} ${n(y)}Q${n(x - size * 0.7)} ${n(y - size * 0.2)} ${n(x)} ` +
    `${n(y - size * 0.2)}Q${n(x + size * 0.7)} ${n(y - size * 0.2)} ${n(x + size)} ${n(y)}` +
    `Q${n(x)} ${n(y + size * 0.12)} ${n(x - size)} ${n(y)}Z`
  )
}

function paintStreaks(stage: Stage, random: Random, count: number): void {
  const { canvas, palette, w, horizon } = stage
  const colour = isDark(stage) ? palette.haze : mix(palette.sky[3], palette.rim, 0.5)
  const fill = canvas.linear(
    [
      [0, colour, 0],
      [0.3, colour, 0.42],
      [0.7, colour, 0.42],
      [1, colour, 0],
    ],
    [0, 0, 1, 0],
  )
  for (let index = 0; index < count; index++) {
    const x = w * random.between(-0.2, 0.9)
    const y = horizon * random.between(0.45, 0.97)
    const length = w * random.between(0.25, 0.6)
    const thick = random.between(0.3, 1.3)
    canvas.path(
      `M${n(x)} ${n(y)}Q${n(x + length * 0.4)} ${n(y - thick * 2)} ${n(x + length)} ` +
        `${n(y - thick * 0.3)}Q${n(x + length * 0.5)} ${n(y + thick)} ${n(x)} ${n(y)}Z`,
      fill,
    )
  }
}

function paintCeiling(stage: Stage, random: Random): void {
  const { canvas, palette, w, horizon, setting } = stage
  const dark = setting.weather.has('storm') || setting.weather.has('rain') ? 0.25 : 0.6
  for (let row = 4; row >= 0; row--) {
    const y = horizon * (0.12 + row * 0.155)
    const colour = mix(shade(stage, dark + row * 0.1), palette.sky[1], 0.35)
    const lit = lighten(mix(colour, palette.sky[3], 0.55), 0.06)
    const size = w * (0.26 - row * 0.026)
    const fill = canvas.linear([
      [0, lit, 0.85],
      [0.35, colour, 0.75],
      [1, colour, 0],
    ])
    for (let x = -0.1; x < 1.15; x += 0.19) {
      canvas.path(heap(random, w * x + random.around(6), y + random.around(4), size * random.between(0.6, 1)), fill)
    }
  }
}
