/** Open country: mountains, meadow, desert, nothing but sky. */
import { lighten, mix } from '../paint/colour.ts'
import { disc, leaf, roll, smooth } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { isDark, shade, tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintHeap } from './clouds.ts'
import { paintMist, paintShafts } from './light.ts'
import { paintSky } from './sky.ts'
import { grass, paintHills, paintLand, paintRanges, paintRock } from './terrain.ts'
import { broadTree, paintWood, pine } from './trees.ts'

export function paintMountains(stage: Stage): void {
  const { h, setting } = stage
  paintSky(stage)
  paintRanges(stage, 5, 40)
  if (setting.weather.has('snow')) paintHills(stage, '#e8eef5', 2, h * 0.74, 4)
  else paintWood(stage, pine, { from: h * 0.78, to: h * 1.0, rows: 3, tall: 15 })
}

export function paintMeadow(stage: Stage): void {
  const { canvas, w, h, setting, random, horizon } = stage
  paintSky(stage)
  const snow = setting.weather.has('snow')
  const base = snow ? '#eef3fa' : setting.time === 'golden' ? '#c9a64a' : '#7fae55'
  paintRanges(stage, 2, 13)
  paintHills(stage, base, 4, horizon - 2, 5)
  const trees = random.fork('trees')
  for (const side of [0.08, 0.9]) {
    const kind = snow ? pine : broadTree
    canvas.path(kind(trees, w * (side + trees.around(0.04)), horizon + 2.5, trees.between(10, 15)), shade(stage, 0.42))
  }
  if (snow) return
  const blade = mix(tint(stage, base), stage.palette.near, 0.45)
  canvas.path(grass(trees, -3, w + 3, h * 0.82, 5), lighten(blade, 0.08))
  paintFlowers(stage, 60)
  canvas.path(grass(trees, -3, w + 3, h * 0.98, 11, 1.2), mix(blade, stage.palette.near, 0.6))
}

/** Small blossoms over a meadow. */
export function paintFlowers(stage: Stage, count: number): void {
  const { canvas, w, h, palette } = stage
  const random = stage.random.fork('flowers')
  for (const colour of [palette.accent, '#f6e6c0', mix(palette.accent, '#c86bb0', 0.6)]) {
    let [heads, stems] = ['', '']
    for (let index = 0; index < count / 3; index++) {
      const y = h * random.between(0.72, 0.97)
      const [x, size] = [w * random.next(), 0.3 + (y / h - 0.7) * 3]
      for (let petal = 0; petal < 5; petal++)
        heads += disc(
          x + Math.cos(petal * 1.26) * size * 0.7,
          y + Math.sin(petal * 1.26) * size * 0.5,
          size * 0.6,
          size * 0.5,
        )
      stems += leaf(x, y + size * 4, size * 4, size * 0.3, -1.57)
    }
    canvas.path(stems, mix(tint(stage, '#4d7a3c'), palette.near, 0.4))
    canvas.path(heads, tint(stage, colour))
  }
}

export function paintDesert(stage: Stage): void {
  const { canvas, w, h, palette, light } = stage
  paintSky(stage)
  const random = stage.random.fork('dunes')
  for (let row = 0; row < 5; row++) {
    const t = row / 4
    const y = stage.horizon + (h * 0.88 - stage.horizon) * t ** 1.2
    const line = roll(random, -6, w + 6, y, 5.5 - t * 2, 9)
    const sand = tint(stage, '#e0a765', 0.5 * (1 - t))
    paintLand(stage, line, lighten(mix(sand, palette.rim, 0.25), 0.05), mix(sand, palette.near, 0.3 + 0.4 * t), true)
    // The side of each dune that turns from the light.
    const peak = line.reduce(
      (best, point) => (point[1] < best[1] && point[0] > w * 0.1 && point[0] < w * 0.9 ? point : best),
      [w / 2, h] as Point,
    )
    const away = light.x < peak[0] ? 1 : -1
    const side: Point[] = [
      [peak[0], peak[1]],
      [peak[0] + away * w * 0.09, y + 3],
      [peak[0] - away * w * 0.02, y + 12],
      [peak[0] + away * w * 0.05, y + 30],
      [peak[0] + away * w * 0.42, y + 30],
      [peak[0] + away * w * 0.3, y + 4],
    ]
    canvas.path(smooth(side), mix(sand, palette.near, 0.55), 0.22)
    canvas.stroke(smooth(line, false), palette.rim, 0.22, 0.5)
  }
}

/** Nothing but air and cloud. */
export function paintAir(stage: Stage): void {
  const { w, h } = stage
  const high = { ...stage, horizon: h * 0.96 }
  paintSky(high)
  const random = stage.random.fork('banks')
  if (!isDark(stage)) paintShafts(stage, 0.16, 6)
  for (let row = 0; row < 4; row++) {
    for (let x = -0.05; x < 1.1; x += 0.16)
      paintHeap(stage, random, w * x + random.around(8), h * (0.72 + row * 0.1) + random.around(3), 17 + row * 5, 1)
    paintMist(stage, h * (0.78 + row * 0.08), 16, 0.4)
  }
}

/** Bare rocks in a strip, for scenes that need something to stand on. */
export function paintStones(stage: Stage, y: number, count: number): void {
  const random = stage.random.fork('stones')
  for (let index = 0; index < count; index++)
    paintRock(stage, random, stage.w * random.next(), y + random.around(3), random.between(2, 6), 0.05)
}
