/** Shore, sea, lake, river, and the tide pool seen from above. */
import { lighten, mix } from '../paint/colour.ts'
import { blob, n, roll, smooth } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintMist } from './light.ts'
import { paintSky } from './sky.ts'
import { grass, paintLand, paintRanges, paintRock } from './terrain.ts'
import { paintWood, pine } from './trees.ts'
import { paintFlats, paintShimmer } from './flats.ts'
import { paintSurfShore } from './surf-shore.ts'
import { paintFoam, paintSurf, paintWater } from './water.ts'

export function paintShore(stage: Stage): void {
  const { h, setting } = stage
  if (setting.view === 'close' || ['crab', 'shell', 'starfish'].includes(setting.subjects[0] ?? ''))
    return paintSand(stage)
  if (setting.details.has('wave')) return paintSurfShore(stage)
  const dry = setting.weather.has('haze') || setting.seed.toLowerCase().includes('dry')
  const sea = { ...stage, horizon: h * (dry ? 0.52 : 0.54) }
  paintSky(sea)
  paintHeadland(sea)
  paintWater(sea, sea.horizon, { calm: setting.details.has('calm') })
  if (!dry) return paintShoreRocks(stage)
  paintFlats(sea, h * 0.56)
  paintShimmer(sea, h * 0.55)
}

/** Rows of rocks with foam between them, open in the middle. */
function paintShoreRocks(stage: Stage): void {
  const { w, h, random } = stage
  const rocks = random.fork('rocks')
  for (let row = 0; row < 4; row++) {
    const t = row / 3
    const y = h * (0.68 + 0.31 * t)
    if (row < 3) paintFoam(stage, rocks, -2, w * 0.98, y - 0.4, 0.6 + t * 0.8)
    for (let x = -4; x < w + 8; x += (5 + 13 * t) * rocks.between(0.7, 1.5)) {
      const side = Math.abs(x / w - 0.5) * 2
      if (row < 2 && side < 0.55) continue
      if (row === 2 && side < 0.3) continue
      paintRock(stage, rocks, x, y + rocks.around(2), (4 + 10 * t) * rocks.between(0.6, 1.3), 0.3 * (1 - t))
    }
  }
}

export function paintHeadland(stage: Stage): void {
  const { w, horizon, palette, random } = stage
  const far = roll(random.fork('headland'), -6, w * 0.5, horizon - 2.4, 2.6)
  const land: Point[] = [...far, [w * 0.56, horizon + 1], [w + 6, horizon + 1]]
  paintLand(stage, land, mix(palette.haze, palette.near, 0.34), mix(palette.haze, palette.near, 0.25))
}

/** Wet sand, close: sea and light blurred behind. */
function paintSand(stage: Stage): void {
  const { canvas, palette, w, h } = stage
  paintSky({ ...stage, horizon: h * 0.34 })
  paintWater({ ...stage, horizon: h * 0.34 }, h * 0.34, { bottom: h * 0.58 })
  const random = stage.random.fork('sand')
  paintFoam(stage, random, -3, w + 3, h * 0.5, 1.3)
  const [light, dark] = [tint(stage, '#e0c39a'), mix(tint(stage, '#8d6f52'), palette.near, 0.35)]
  paintLand(stage, roll(random, -6, w + 6, h * 0.53, 1.8), mix(light, palette.rim, 0.3), dark, true)
  for (let row = 0; row < 13; row++) {
    const t = row / 12
    const y = h * (0.55 + 0.42 * t)
    canvas.stroke(
      smooth(roll(random, -6, w + 6, y, 0.6 + 1.2 * t), false),
      row % 2 ? mix(light, palette.rim, 0.4) : dark,
      0.25 + 0.7 * t,
      0.2,
    )
  }
  for (let index = 0; index < 46; index++) {
    const y = h * random.between(0.56, 0.99)
    const size = (0.5 + 3 * (y / h - 0.5)) * random.between(0.4, 1.4)
    const stone = tint(stage, random.pick(['#8b8a92', '#b7a28c', '#6d6a74', '#d8c9b2', '#99806c']))
    const x = w * random.next()
    canvas.ellipse(x + size * 0.2, y + size * 0.3, size * 1.1, size * 0.5, dark, 0.5)
    canvas.path(
      blob(random, x, y, size, size * 0.62),
      canvas.linear([
        [0, lighten(stone, 0.3)],
        [1, mix(stone, palette.near, 0.35)],
      ]),
    )
  }
}

export function paintSea(stage: Stage): void {
  paintSky(stage)
  paintHeadland(stage)
  paintWater(stage, stage.horizon)
  if (stage.setting.details.has('wave')) paintSurf(stage, stage.h * 0.72, 13)
}

export function paintLake(stage: Stage): void {
  const { h, setting } = stage
  const high = { ...stage, horizon: h * 0.56 }
  paintSky(high)
  paintRanges(high, 3, 24)
  if (!setting.weather.has('haze')) paintWood(high, pine, { from: h * 0.545, to: h * 0.57, rows: 2, tall: 9 })
  paintWater(stage, h * 0.58, { calm: true })
  paintMist(stage, h * 0.58, 8, 0.5)
}

/** A stream that winds towards the eye between banks. */
export function paintRiver(stage: Stage): void {
  const { canvas, palette, w, h, setting } = stage
  const random = stage.random.fork('river')
  paintSky(stage)
  const wild = !setting.subjects.includes('bridge')
  if (wild) paintWood(stage, pine, { from: h * 0.5, to: h * 0.62, rows: 4, tall: 34 })
  else paintRanges(stage, 3, 18)
  const bank = mix(tint(stage, '#5f7b3c'), palette.near, 0.35)
  paintLand(stage, roll(random, -6, w + 6, h * 0.6, 1.4), bank, mix(bank, palette.near, 0.7), true)
  for (const [y, tall] of [
    [0.66, 2.4],
    [0.76, 4],
    [0.9, 7],
  ] as const)
    canvas.path(grass(random, -3, w + 3, h * y, tall, 1.2), mix(bank, palette.near, y - 0.4))
  const bends: Point[] = [
    [0.52, 0.6],
    [0.45, 0.66],
    [0.56, 0.74],
    [0.46, 0.85],
    [0.5, 1.04],
  ]
  const wide = [0.012, 0.035, 0.1, 0.21, 0.38]
  const edge = (side: number): Point[] => bends.map(([x, y], index) => [w * (x + side * (wide[index] ?? 0.1)), h * y])
  const outline = smooth([...edge(-1), ...edge(1).toReversed()])
  const low = mix(palette.sky[3], palette.rim, 0.5)
  canvas.path(
    outline,
    canvas.linear([
      [0, lighten(low, 0.35)],
      [0.22, low],
      [0.5, mix(palette.sky[0], low, 0.4)],
      [1, mix(palette.sky[0], palette.near, 0.45)],
    ]),
  )
  for (let index = 0; index < 120; index++) {
    const t = random.next()
    const at = t * (bends.length - 1)
    const [a, b] = [bends[Math.floor(at)] ?? [0.5, 1], bends[Math.ceil(at)] ?? [0.5, 1]]
    const [x, y] = [w * (a[0] + (b[0] - a[0]) * (at % 1)), h * (a[1] + (b[1] - a[1]) * (at % 1))]
    const reach = w * 0.16 * t ** 1.5
    canvas.path(
      `M${n(x + random.around(reach))} ${n(y)}q${n(2 + 5 * t)} ${n(-0.3 - t)} ${n(4 + 10 * t)} 0q${n(-2 - 5 * t)} ${n(0.2 + 0.4 * t)} ${n(-4 - 10 * t)} 0Z`,
      index % 3 ? palette.rim : palette.disc,
      0.5,
    )
  }
  for (let index = 0; index < 15; index++) {
    const t = random.between(0.12, 0.95)
    const [x, y] = bends[Math.round(t * 4)] ?? [0.5, 1]
    const side = random.chance(0.5) ? 1 : -1
    const size = 1.5 + 8 * t * random.between(0.5, 1)
    paintRock(
      stage,
      random,
      w * (x + side * (wide[Math.round(t * 4)] ?? 0.1)) + random.around(4),
      h * y,
      size,
      0.3 * (1 - t),
      '#77736e',
    )
  }
  canvas.rect(
    0,
    h * 0.48,
    w,
    h * 0.2,
    canvas.linear([
      [0, palette.rim, 0],
      [0.5, palette.rim, 0.26],
      [1, palette.rim, 0],
    ]),
  )
}
