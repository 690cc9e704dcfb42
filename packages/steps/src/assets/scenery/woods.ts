/** Forests: from outside, from inside, and the forest's floor. */
import { mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { roll } from '../paint/shapes.ts'
import { isDark, shade, tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintMist, paintMotes, paintShafts } from './light.ts'
import { paintSky } from './sky.ts'
import { grass, paintLand, paintRanges } from './terrain.ts'
import { birchMarks, broadTree, canopy, paintWood, pine, trunk } from './trees.ts'

/** The forest seen from its edge, under a wide sky. */
export function paintForest(stage: Stage): void {
  paintSky(stage)
  const { h, setting, horizon } = stage
  const sky = setting.details.has('stars') || setting.details.has('moon') || setting.details.has('clouds')
  if (setting.time !== 'predawn' || sky) paintRanges(stage, 2, sky ? 12 : 18)
  const broad = stage.random.fork('kind').chance(0.2) && !isDark(stage)
  const from = horizon + (sky ? 4 : -4)
  paintWood(stage, broad ? broadTree : pine, { from, to: h * 0.98, tall: sky ? 21 : 34, rows: 5 })
  frame(stage, sky ? 0.6 : 0.95)
}

/** Great dark pines at both edges, that the camera passes. */
function frame(stage: Stage, height: number): void {
  const { canvas, w, h } = stage
  const random = stage.random.fork('frame')
  let path = ''
  for (const [x, tall] of [
    [-0.01, 1],
    [0.075, 0.72],
    [0.15, 0.42],
    [1.01, 0.94],
    [0.93, 0.66],
    [0.86, 0.4],
  ] as const) {
    path += pine(random, w * (x + random.around(0.015)), h * 1.04, h * height * tall * random.between(0.92, 1.08))
  }
  canvas.path(path, shade(stage, 0.02))
}

/** Inside the wood: trunks into the depth, light from behind. */
export function paintWoodland(stage: Stage): void {
  const { canvas, palette, w, h, setting, light } = stage
  const birch = setting.seed.toLowerCase().includes('birch')
  const green = tint(stage, setting.time === 'golden' ? '#c8a24a' : '#9ab84e', 0.12)
  const bright = mix(palette.sky[3], palette.disc, 0.4)
  canvas.wash(
    canvas.linear([
      [0, mix(green, palette.near, 0.35)],
      [0.3, mix(green, bright, 0.4)],
      [0.58, bright],
      [0.75, mix(green, palette.near, 0.3)],
      [1, palette.near],
    ]),
  )
  canvas.circle(
    light.x,
    h * 0.3,
    h * 0.62,
    canvas.radial([
      [0, palette.disc, 0.85],
      [0.3, palette.rim, 0.45],
      [1, palette.rim, 0],
    ]),
  )
  const random = stage.random.fork('trunks')
  const wood: Wood = { random, birch, green, bright }
  for (let row = 0; row < 5; row++) paintTrunkRow(stage, wood, row)
  canvas.path(canopy(random, w, 24), mix(shade(stage, 0.3), green, 0.35), 0.9)
  canvas.path(canopy(random, w, 17), mix(shade(stage, 0.08), green, 0.15))
  if (setting.time !== 'grey') paintMotes(stage, 26, palette.rim, 0.5, 0.8)
}

/** What all rows of one wood share. */
interface Wood {
  random: Random
  birch: boolean
  green: string
  bright: string
}

/** One row of trunks on its own ground, the mist behind the next one. */
function paintTrunkRow(stage: Stage, wood: Wood, row: number): void {
  const { canvas, palette, w, h, horizon, setting } = stage
  const { random, bright, green } = wood
  const t = row / 4
  const foot = horizon + (h * 0.93 - horizon) * t ** 1.4
  const width = 1 + 6.2 * t ** 1.7
  const stems = standTrunks(stage, wood, t, foot, width)
  const ground = roll(random, -6, w + 6, foot, 1.5 + t)
  paintTrunks(stage, wood, t, foot, stems)
  paintLand(
    stage,
    ground,
    mix(tint(stage, '#6f8a46', 0.55 * (1 - t)), palette.near, 0.12 + 0.45 * t),
    mix(palette.near, tint(stage, '#33492b'), 0.3 * (1 - t)),
    true,
  )
  canvas.path(
    grass(random, -2, w + 2, foot + 0.8, 2 + 3 * t, 1.3),
    mix(tint(stage, '#7f9a4d', 0.5 * (1 - t)), palette.near, 0.15 + 0.5 * t),
  )
  if (row < 4)
    paintMist(stage, foot - 3, 16, (setting.weather.has('mist') ? 0.6 : 0.32) * (1 - t * 0.5), mix(bright, green, 0.3))
  if (row === 2 && setting.time !== 'grey') paintShafts(stage, setting.details.has('beams') ? 0.62 : 0.34)
}

/** Trunks and their marks, as outlines; the middle stays open. */
function standTrunks({ w }: Stage, wood: Wood, t: number, foot: number, width: number): [string, string] {
  const { random, birch } = wood
  let [stems, marks] = ['', '']
  for (let x = -3; x < w + 3; x += width * random.between(1.9, 4.6)) {
    const side = Math.abs(x / w - 0.5) * 2
    if (side < 0.16 + 0.5 * t) continue
    stems += trunk(random, x, foot, width)
    if (birch) marks += birchMarks(random, x, foot, width)
  }
  return [stems, marks]
}

function paintTrunks(stage: Stage, wood: Wood, t: number, foot: number, [stems, marks]: [string, string]): void {
  const { canvas, palette } = stage
  const { birch, bright, green } = wood
  const colour = birch
    ? mix(tint(stage, '#e6e0d2', 0.6 * (1 - t)), palette.near, 0.1 + 0.18 * t)
    : mix(mix(palette.near, mix(bright, green, 0.5), 0.8 * (1 - t) ** 1.2), tint(stage, '#6a4a30'), 0.42)
  canvas.path(
    stems,
    canvas.span(
      [
        [0, mix(colour, palette.rim, 0.1)],
        [0.7, colour],
        [1, mix(colour, palette.near, 0.4)],
      ],
      [0, 0, 0, foot],
    ),
  )
  if (birch) canvas.path(marks, shade(stage, 0.6 * (1 - t)), 0.75)
}
