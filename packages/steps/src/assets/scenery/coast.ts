/** Sea and lake. */
import { mix } from '../paint/colour.ts'
import { roll } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import type { Stage } from '../paint/stage.ts'
import { paintMist } from './light.ts'
import { paintSky } from './sky.ts'
import { paintLand, paintRanges } from './terrain.ts'
import { paintWood, pine } from './trees.ts'
import { paintSurf, paintWater } from './water.ts'

export function paintHeadland(stage: Stage): void {
  const { w, horizon, palette, random } = stage
  const far = roll(random.fork('headland'), -6, w * 0.5, horizon - 2.4, 2.6)
  const land: Point[] = [...far, [w * 0.56, horizon + 1], [w + 6, horizon + 1]]
  paintLand(stage, land, mix(palette.haze, palette.near, 0.34), mix(palette.haze, palette.near, 0.25))
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
