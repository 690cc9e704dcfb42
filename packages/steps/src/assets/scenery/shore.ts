/** The shore: between the tides, dry, wet, under surf, and close. */
import { lighten, mix } from '../paint/colour.ts'
import { blob, roll, smooth } from '../paint/shapes.ts'
import { tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintHeadland } from './coast.ts'
import { paintFlats } from './flats.ts'
import { paintShimmer } from './shimmer.ts'
import { paintSky } from './sky.ts'
import { paintSurfShore } from './surf-shore.ts'
import { paintLand, paintRock } from './terrain.ts'
import { paintFoam, paintWater } from './water.ts'

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
