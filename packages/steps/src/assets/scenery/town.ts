/** What people built: city, rails, road, room. */
import { mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { n, polygon } from '../paint/shapes.ts'
import { isDark, shade, tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintMist } from './light.ts'
import { paintSky } from './sky.ts'
import { paintHills, paintRanges } from './terrain.ts'
import { paintWater } from './water.ts'

export function paintCity(stage: Stage): void {
  const { canvas, palette, w, h } = stage
  const low = { ...stage, horizon: h * 0.66 }
  paintSky(low)
  canvas.ellipse(
    w / 2,
    h * 0.66,
    w * 0.8,
    h * 0.3,
    canvas.radial([
      [0, isDark(stage) ? palette.accent : palette.rim, 0.4],
      [1, palette.rim, 0],
    ]),
  )
  const rows = 4
  for (let row = 0; row < rows; row++) {
    const t = row / (rows - 1)
    paintBlocks(
      stage,
      h * (0.66 + 0.05 * t),
      (34 - 9 * t) * (stage.portrait ? 1.4 : 1),
      4.5 + 5 * t,
      0.66 * (1 - t) + 0.05,
      row,
    )
    if (row < rows - 1)
      paintMist(stage, h * (0.64 + 0.03 * t), 14, 0.36, mix(palette.haze, palette.accent, isDark(stage) ? 0.18 : 0))
  }
  paintWater({ ...stage }, h * 0.71, { calm: true })
  paintLampsInWater(stage)
}

function paintBlocks(stage: Stage, foot: number, tall: number, width: number, depth: number, row: number): void {
  const { canvas, palette, w, h } = stage
  const random = stage.random.fork(`blocks ${row}`)
  let [walls, panes, dim] = ['', '', '']
  for (let x = -4; x < w + 4;) {
    const wide = width * random.between(0.7, 1.5)
    const middle = 1 - Math.abs(x / w - 0.5) * 1.1
    const high = tall * random.between(0.3, 1) * (0.45 + 0.75 * middle)
    const [left, right, top] = [x, x + wide, foot - high]
    walls += block(random, left, right, top, h)
    const [lit, unlit] = glaze(random, [left, right, top, foot], 1.1 + 0.35 * row, isDark(stage) ? 0.2 : 0.14)
    panes += lit
    dim += unlit
    x = right + random.between(-0.2, 0.9)
  }
  const colour = shade(stage, depth)
  canvas.path(
    walls,
    canvas.span(
      [
        [0, colour],
        [1, mix(colour, palette.haze, 0.35)],
      ],
      [0, foot - tall, 0, foot],
    ),
  )
  canvas.path(dim, mix(colour, palette.haze, 0.35), 0.7)
  canvas.path(panes, mix(mix(palette.accent, '#ffdf9a', 0.65), colour, depth * 0.6), isDark(stage) ? 0.95 : 0.7)
}

/** One house front with one of four roofs; `foot` is out of the picture. */
function block(random: Random, left: number, right: number, top: number, h: number): string {
  const [wide, roof] = [right - left, random.next()]
  let wall = ''
  if (roof < 0.15)
    wall += polygon([
      [left, h],
      [left, top],
      [left + wide / 2, top - wide * 0.5],
      [right, top],
      [right, h],
    ])
  else if (roof < 0.3)
    wall += polygon([
      [left, h],
      [left, top],
      [left + wide * 0.25, top],
      [left + wide * 0.25, top - 2],
      [right - wide * 0.25, top - 2],
      [right - wide * 0.25, top],
      [right, top],
      [right, h],
    ])
  else
    wall += polygon([
      [left, h],
      [left, top],
      [right, top],
      [right, h],
    ])
  if (roof > 0.86)
    wall += polygon([
      [left + wide * 0.46, top],
      [left + wide * 0.5, top - 7],
      [left + wide * 0.54, top],
    ])
  return wall
}

/** Its windows: those with light, and those without. */
function glaze(
  random: Random,
  [left, right, top, foot]: [number, number, number, number],
  cell: number,
  chance: number,
): [lit: string, unlit: string] {
  let [panes, dim] = ['', '']
  for (let py = top + cell; py < foot - 1; py += cell * 1.5) {
    for (let px = left + cell * 0.6; px < right - cell; px += cell * 1.15) {
      const pane = `M${n(px)} ${n(py)}h${n(cell * 0.55)}v${n(cell * 0.8)}h${n(-cell * 0.55)}Z`
      if (random.chance(chance)) panes += pane
      else if (random.chance(0.2)) dim += pane
    }
  }
  return [panes, dim]
}

function paintLampsInWater(stage: Stage): void {
  const { canvas, palette, w, h } = stage
  const random = stage.random.fork('lamps')
  const fill = canvas.linear([
    [0, mix(palette.accent, '#ffdf9a', 0.6), 0.75],
    [1, palette.accent, 0],
  ])
  for (let index = 0; index < 22; index++) {
    const x = w * random.next()
    canvas.rect(x, h * 0.712, random.between(0.25, 0.7), random.between(5, 15), fill)
    canvas.circle(x + 0.2, h * 0.708, 0.34, '#fff0c8')
  }
}

export function paintRoad(stage: Stage): void {
  const { canvas, palette, w, h, horizon } = stage
  paintSky(stage)
  paintRanges(stage, 3, 18)
  paintHills(stage, '#6f8a4d', 3, horizon - 1, 4)
  const bend = stage.random.fork('bend').around(0.1)
  const road = (half: number): string =>
    `M${n(w * (0.5 + bend) - half * 0.02)} ${n(horizon + 1)}` +
    `C${n(w * 0.5 - half * 0.1 - w * bend)} ${n(h * 0.7)} ${n(w * 0.5 - half * 0.4)} ${n(h * 0.8)} ` +
    `${n(w * 0.5 - half)} ${n(h + 2)}L${n(w * 0.5 + half)} ${n(h + 2)}` +
    `C${n(w * 0.5 + half * 0.4)} ${n(h * 0.8)} ${n(w * 0.5 + half * 0.1 - w * bend)} ${n(h * 0.7)} ` +
    `${n(w * (0.5 + bend) + half * 0.02)} ${n(horizon + 1)}Z`
  const half = Math.min(w * 0.42, 62)
  canvas.path(
    road(half),
    canvas.linear([
      [0, mix(palette.haze, palette.near, 0.25)],
      [1, mix(tint(stage, '#4b4a52'), palette.near, 0.45)],
    ]),
  )
  for (let index = 0; index < 9; index++) {
    const t = 1 / (1 + (9 - index) * 0.55)
    const [y, long] = [horizon + (h - horizon) * t, (h - horizon) * t * 0.16]
    canvas.path(
      polygon([
        [w * 0.5 - t * 0.9, y],
        [w * 0.5 + t * 0.9, y],
        [w * 0.5 + t * 1.2, y + long],
        [w * 0.5 - t * 1.2, y + long],
      ]),
      palette.rim,
      0.75,
    )
  }
}
