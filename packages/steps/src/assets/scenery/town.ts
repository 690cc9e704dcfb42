/** What people built: city, rails, road, room. */
import { darken, lighten, mix } from '../paint/colour.ts'
import { disc, n, polygon, roll, taper } from '../paint/shapes.ts'
import { isDark, shade, tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintBokeh, paintMist } from './light.ts'
import { paintSky } from './sky.ts'
import { paintHills, paintLand, paintRanges } from './terrain.ts'
import { paintWater } from './water.ts'

export function paintCity(stage: Stage): void {
  const { canvas, palette, w, h } = stage
  const low = { ...stage, horizon: h * 0.66 }
  paintSky(low)
  canvas.ellipse(w / 2, h * 0.66, w * 0.8, h * 0.3, canvas.radial([[0, isDark(stage) ? palette.accent : palette.rim, 0.4], [1, palette.rim, 0]]))
  const rows = 4
  for (let row = 0; row < rows; row++) {
    const t = row / (rows - 1)
    paintBlocks(stage, h * (0.66 + 0.05 * t), (34 - 9 * t) * (stage.portrait ? 1.4 : 1), 4.5 + 5 * t, 0.66 * (1 - t) + 0.05, row)
    if (row < rows - 1) paintMist(stage, h * (0.64 + 0.03 * t), 14, 0.36, mix(palette.haze, palette.accent, isDark(stage) ? 0.18 : 0))
  }
  paintWater({ ...stage }, h * 0.71, { calm: true })
  paintLampsInWater(stage)
}

function paintBlocks(stage: Stage, foot: number, tall: number, width: number, depth: number, row: number): void {
  const { canvas, palette, w, h } = stage
  const random = stage.random.fork(`blocks ${row}`)
  let [walls, panes, dim] = ['', '', '']
  for (let x = -4; x < w + 4; ) {
    const wide = width * random.between(0.7, 1.5)
    const middle = 1 - Math.abs(x / w - 0.5) * 1.1
    const high = tall * random.between(0.3, 1) * (0.45 + 0.75 * middle)
    const [left, right, top] = [x, x + wide, foot - high]
    const roof = random.next()
    if (roof < 0.15) walls += polygon([[left, h], [left, top], [left + wide / 2, top - wide * 0.5], [right, top], [right, h]])
    else if (roof < 0.3) walls += polygon([[left, h], [left, top], [left + wide * 0.25, top], [left + wide * 0.25, top - 2], [right - wide * 0.25, top - 2], [right - wide * 0.25, top], [right, top], [right, h]])
    else walls += polygon([[left, h], [left, top], [right, top], [right, h]])
    if (roof > 0.86) walls += polygon([[left + wide * 0.46, top], [left + wide * 0.5, top - 7], [left + wide * 0.54, top]])
    const cell = 1.1 + 0.35 * row
    for (let py = top + cell; py < foot - 1; py += cell * 1.5) {
      for (let px = left + cell * 0.6; px < right - cell; px += cell * 1.15) {
        const pane = `M${n(px)} ${n(py)}h${n(cell * 0.55)}v${n(cell * 0.8)}h${n(-cell * 0.55)}Z`
        if (random.chance(isDark(stage) ? 0.2 : 0.14)) panes += pane
        else if (random.chance(0.2)) dim += pane
      }
    }
    x = right + random.between(-0.2, 0.9)
  }
  const colour = shade(stage, depth)
  canvas.path(walls, canvas.span([[0, colour], [1, mix(colour, palette.haze, 0.35)]], [0, foot - tall, 0, foot]))
  canvas.path(dim, mix(colour, palette.haze, 0.35), 0.7)
  canvas.path(panes, mix(mix(palette.accent, '#ffdf9a', 0.65), colour, depth * 0.6), isDark(stage) ? 0.95 : 0.7)
}

function paintLampsInWater(stage: Stage): void {
  const { canvas, palette, w, h } = stage
  const random = stage.random.fork('lamps')
  const fill = canvas.linear([[0, mix(palette.accent, '#ffdf9a', 0.6), 0.75], [1, palette.accent, 0]])
  for (let index = 0; index < 22; index++) {
    const x = w * random.next()
    canvas.rect(x, h * 0.712, random.between(0.25, 0.7), random.between(5, 15), fill)
    canvas.circle(x + 0.2, h * 0.708, 0.34, '#fff0c8')
  }
}

/** Rails that run to the horizon, with signals; trains are figures. */
export function paintRails(stage: Stage): void {
  const { canvas, palette, w, h, setting, horizon } = stage
  paintSky(stage)
  paintRanges(stage, 3, 14)
  const random = stage.random.fork('rails')
  const ground = mix(tint(stage, '#4c4a48'), palette.near, 0.5)
  paintLand(stage, roll(random, -6, w + 6, horizon - 0.5, 0.8), mix(ground, palette.haze, 0.35), mix(ground, palette.near, 0.7), true)
  if (setting.subjects.includes('train')) return
  const end = { x: w * 0.5 + (w * 0.5 - stage.light.x) * 0.25, y: horizon - 0.3 }
  canvas.circle(end.x, end.y, 26, canvas.radial([[0, palette.rim, 0.55], [1, palette.rim, 0]]))
  const tracks = stage.portrait ? [-0.05] : [-0.34, 0.12]
  for (const offset of tracks) paintTrack(stage, end, w * (0.5 + offset), stage.portrait ? w * 0.3 : w * 0.13)
  for (const [t, side] of [[0.12, 1], [0.3, -1], [0.62, 1]] as const) {
    const y = end.y + (h * 0.8 - end.y) * t
    paintMast(stage, end.x + side * (4 + w * 0.3 * t), y, 8 + 46 * t, side < 0)
  }
}

function paintTrack(stage: Stage, end: { x: number; y: number }, x: number, half: number): void {
  const { canvas, palette, h } = stage
  const foot = h * 1.02
  const at = (t: number, side: number): [number, number] => [end.x + (x + side * half - end.x) * t, end.y + (foot - end.y) * t]
  canvas.path(polygon([at(0.002, -1.7), at(0.002, 1.7), at(1, 1.9), at(1, -1.9)]), canvas.linear([[0, mix(palette.haze, palette.near, 0.4)], [1, mix(palette.near, tint(stage, '#6b625c'), 0.35)]]))
  let sleepers = ''
  for (let index = 1; index < 34; index++) {
    const t = 1 / (1 + (34 - index) * 0.42)
    const thick = t * 0.035
    sleepers += polygon([at(t, -1.4), at(t, 1.4), at(t + thick, 1.4), at(t + thick, -1.4)])
  }
  canvas.path(sleepers, mix(palette.near, tint(stage, '#5d4a3c'), 0.3))
  for (const side of [-1, 1]) {
    canvas.path(polygon([at(0.002, side), at(1, side * 1.05), at(1, side * 0.93), at(0.002, side * 0.98)]), canvas.linear([[0, palette.disc], [0.35, palette.rim], [1, mix(palette.rim, palette.near, 0.55)]]))
    canvas.path(polygon([at(0.002, side), at(1, side * 1.02), at(1, side * 0.99), at(0.002, side)]), palette.disc, 0.8)
  }
}

/** A signal mast that shows green. */
export function paintMast(stage: Stage, x: number, y: number, height: number, flip = false): void {
  const { canvas, palette } = stage
  const dark = mix(palette.near, palette.haze, Math.max(0, 0.45 - height * 0.01))
  canvas.place(x, y, height / 100, () => {
    canvas.path(polygon([[-1.5, 0], [-1.5, -100], [1.5, -100], [1.5, 0]]), dark)
    canvas.path(polygon([[-5, 0], [-5, -3], [5, -3], [5, 0]]), dark)
    canvas.rect(-6.5, -100, 13, 32, dark, 1, 5)
    canvas.stroke('M3 -60h8M3 -52h8M3 -44h8M3 -36h8M3 -28h8M3 -20h8M3 -12h8M3 -64V0M11 -64V0', dark, 0.8)
    canvas.circle(0, -92, 4, darken('#a82a2a', 0.55))
    canvas.circle(0, -76, 46, canvas.radial([[0, '#4dffa0', 0.6], [0.25, '#35e88a', 0.22], [1, '#2ad07a', 0]]))
    canvas.circle(0, -76, 4.4, '#7dffb8')
    canvas.circle(-0.8, -77, 2, '#f2fff6')
  }, { flip })
}

export function paintRoad(stage: Stage): void {
  const { canvas, palette, w, h, horizon } = stage
  paintSky(stage)
  paintRanges(stage, 3, 18)
  paintHills(stage, '#6f8a4d', 3, horizon - 1, 4)
  const bend = stage.random.fork('bend').around(0.1)
  const road = (half: number): string => `M${n(w * (0.5 + bend) - half * 0.02)} ${n(horizon + 1)}C${n(w * 0.5 - half * 0.1 - w * bend)} ${n(h * 0.7)} ${n(w * 0.5 - half * 0.4)} ${n(h * 0.8)} ${n(w * 0.5 - half)} ${n(h + 2)}L${n(w * 0.5 + half)} ${n(h + 2)}C${n(w * 0.5 + half * 0.4)} ${n(h * 0.8)} ${n(w * 0.5 + half * 0.1 - w * bend)} ${n(h * 0.7)} ${n(w * (0.5 + bend) + half * 0.02)} ${n(horizon + 1)}Z`
  const half = Math.min(w * 0.42, 62)
  canvas.path(road(half), canvas.linear([[0, mix(palette.haze, palette.near, 0.25)], [1, mix(tint(stage, '#4b4a52'), palette.near, 0.45)]]))
  for (let index = 0; index < 9; index++) {
    const t = 1 / (1 + (9 - index) * 0.55)
    const [y, long] = [horizon + (h - horizon) * t, (h - horizon) * t * 0.16]
    canvas.path(polygon([[w * 0.5 - t * 0.9, y], [w * 0.5 + t * 0.9, y], [w * 0.5 + t * 1.2, y + long], [w * 0.5 - t * 1.2, y + long]]), palette.rim, 0.75)
  }
}

/** A warm room with a window on the hour outside. */
export function paintRoom(stage: Stage): void {
  const { canvas, palette, w, h, light } = stage
  const random = stage.random.fork('room')
  const wall = mix(tint(stage, '#8a5a45'), palette.near, isDark(stage) ? 0.55 : 0.3)
  canvas.wash(canvas.radial([[0, lighten(mix(wall, palette.accent, 0.25), 0.1)], [1, mix(wall, palette.near, 0.75)]], light.x / w, 0.4, 0.85))
  const [wide, tall] = [stage.portrait ? w * 0.52 : w * 0.3, h * 0.42]
  const [x, y] = [light.x - wide / 2, h * 0.13]
  canvas.rect(x - 2, y - 2, wide + 4, tall + 4, mix(wall, palette.near, 0.5), 1, 1)
  canvas.rect(x, y, wide, tall, canvas.linear([[0, palette.sky[0]], [0.5, palette.sky[1]], [0.8, palette.sky[2]], [1, palette.sky[3]]]))
  canvas.circle(light.x + wide * 0.2, y + tall * 0.3, 4, palette.disc)
  for (const part of [1 / 3, 2 / 3]) canvas.rect(x + wide * part - 0.5, y, 1, tall, mix(wall, palette.near, 0.55))
  canvas.rect(x, y + tall * 0.45, wide, 1, mix(wall, palette.near, 0.55))
  canvas.path(polygon([[x, y + tall], [x + wide, y + tall], [x + wide * 1.9, h * 0.72], [x + wide * 0.5, h * 0.72]]), palette.rim, 0.14)
  for (const side of [-1, 1]) canvas.path(taper([[light.x + side * wide * 0.62, y - 4], [light.x + side * wide * 0.6, y + tall * 0.5], [light.x + side * wide * 0.72, y + tall + 6]], 9, 12), canvas.linear([[0, mix(palette.accent, palette.near, 0.45)], [0.5, mix(palette.accent, palette.near, 0.6)], [1, mix(palette.accent, palette.near, 0.4)]], [0, 0, 1, 0]))
  paintBokeh(stage, 10, [palette.accent, palette.rim], 0.12)
  const wood = mix(tint(stage, '#7a4a2c'), palette.near, 0.25)
  canvas.rect(-2, h * 0.66, w + 4, h * 0.4, canvas.linear([[0, mix(wood, palette.rim, 0.35)], [0.05, wood], [1, mix(wood, palette.near, 0.8)]]))
  let grain = ''
  for (let index = 0; index < 24; index++) grain += `M${n(w * random.next())} ${n(h * random.between(0.69, 0.98))}h${n(random.between(10, 40))}`
  canvas.stroke(grain, palette.near, 0.25, 0.35)
  canvas.path(disc(stage.focus.x, h * 0.68, stage.focus.size * 0.7, 3), palette.rim, 0.16)
}
