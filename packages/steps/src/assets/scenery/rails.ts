/** Rails to the horizon, signals beside them. */
import { darken, mix } from '../paint/colour.ts'
import { polygon, roll } from '../paint/shapes.ts'
import { tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintSky } from './sky.ts'
import { paintLand, paintRanges } from './terrain.ts'
import { headOn } from './train-view.ts'
import { paintWater } from './water.ts'

/** Rails that run to the horizon, with signals; trains are figures. */
export function paintRails(stage: Stage): void {
  const { canvas, palette, w, h, setting, horizon } = stage
  paintSky(stage)
  paintRanges(stage, 3, 14)
  const random = stage.random.fork('rails')
  const ground = mix(tint(stage, '#4c4a48'), palette.near, 0.5)
  paintLand(
    stage,
    roll(random, -6, w + 6, horizon - 0.5, 0.8),
    mix(ground, palette.haze, 0.35),
    mix(ground, palette.near, 0.7),
    true,
  )
  if (setting.subjects.includes('train') && !headOn(stage)) {
    paintWater(stage, h * 0.735, { calm: true })
    canvas.rect(-2, h * 0.728, w + 4, 1.4, palette.near)
    return
  }
  const end = {
    x: w * 0.5 + (setting.subjects.includes('train') ? 0 : (w * 0.5 - stage.light.x) * 0.25),
    y: horizon - 0.3,
  }
  canvas.circle(
    end.x,
    end.y,
    26,
    canvas.radial([
      [0, palette.rim, 0.55],
      [1, palette.rim, 0],
    ]),
  )
  const tracks = stage.portrait ? [0] : setting.subjects.includes('train') ? [0, -0.5] : [-0.34, 0.12]
  for (const offset of tracks) paintTrack(stage, end, w * (0.5 + offset), stage.portrait ? w * 0.3 : w * 0.13)
  for (const [t, side] of [
    [0.12, 1],
    [0.3, -1],
    [0.62, 1],
  ] as const) {
    const y = end.y + (h * 0.8 - end.y) * t
    paintMast(stage, end.x + side * (4 + w * 0.3 * t), y, 8 + 46 * t, side < 0)
  }
}

function paintTrack(stage: Stage, end: { x: number; y: number }, x: number, half: number): void {
  const { canvas, palette, h } = stage
  const foot = h * 1.02
  const at = (t: number, side: number): [number, number] => [
    end.x + (x + side * half - end.x) * t,
    end.y + (foot - end.y) * t,
  ]
  canvas.path(
    polygon([at(0.002, -1.7), at(0.002, 1.7), at(1, 1.9), at(1, -1.9)]),
    canvas.linear([
      [0, mix(palette.haze, palette.near, 0.4)],
      [1, mix(palette.near, tint(stage, '#6b625c'), 0.35)],
    ]),
  )
  let sleepers = ''
  for (let index = 1; index < 34; index++) {
    const t = 1 / (1 + (34 - index) * 0.42)
    const thick = t * 0.035
    sleepers += polygon([at(t, -1.4), at(t, 1.4), at(t + thick, 1.4), at(t + thick, -1.4)])
  }
  canvas.path(sleepers, mix(palette.near, tint(stage, '#5d4a3c'), 0.3))
  for (const side of [-1, 1]) {
    canvas.path(
      polygon([at(0.002, side), at(1, side * 1.05), at(1, side * 0.93), at(0.002, side * 0.98)]),
      canvas.linear([
        [0, palette.disc],
        [0.35, palette.rim],
        [1, mix(palette.rim, palette.near, 0.55)],
      ]),
    )
    canvas.path(polygon([at(0.002, side), at(1, side * 1.02), at(1, side * 0.99), at(0.002, side)]), palette.disc, 0.8)
  }
}

/** A signal mast that shows green. */
export function paintMast(stage: Stage, x: number, y: number, height: number, flip = false): void {
  const { canvas, palette } = stage
  const dark = mix(palette.near, palette.haze, Math.max(0, 0.45 - height * 0.01))
  canvas.place(
    x,
    y,
    height / 100,
    () => {
      canvas.path(
        polygon([
          [-1.5, 0],
          [-1.5, -100],
          [1.5, -100],
          [1.5, 0],
        ]),
        dark,
      )
      canvas.path(
        polygon([
          [-5, 0],
          [-5, -3],
          [5, -3],
          [5, 0],
        ]),
        dark,
      )
      canvas.rect(-6.5, -100, 13, 32, dark, 1, 5)
      canvas.stroke('M3 -60h8M3 -52h8M3 -44h8M3 -36h8M3 -28h8M3 -20h8M3 -12h8M3 -64V0M11 -64V0', dark, 0.8)
      canvas.circle(0, -92, 4, darken('#a82a2a', 0.55))
      canvas.circle(
        0,
        -76,
        46,
        canvas.radial([
          [0, '#4dffa0', 0.6],
          [0.25, '#35e88a', 0.22],
          [1, '#2ad07a', 0],
        ]),
      )
      canvas.circle(0, -76, 4.4, '#7dffb8')
      canvas.circle(-0.8, -77, 2, '#f2fff6')
    },
    { flip },
  )
}
