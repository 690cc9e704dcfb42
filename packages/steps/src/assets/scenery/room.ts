/** A warm room with a window on the hour outside. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { disc, n, polygon, taper } from '../paint/shapes.ts'
import { isDark, tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintBokeh } from './light.ts'

/** A warm room with a window on the hour outside. */
export function paintRoom(stage: Stage): void {
  const { canvas, palette, w, h, light } = stage
  const random = stage.random.fork('room')
  const wall = mix(tint(stage, '#8a5a45'), palette.near, isDark(stage) ? 0.55 : 0.3)
  canvas.wash(
    canvas.radial(
      [
        [0, lighten(mix(wall, palette.accent, 0.25), 0.1)],
        [1, mix(wall, palette.near, 0.75)],
      ],
      light.x / w,
      0.4,
      0.85,
    ),
  )
  paintWindow(stage, wall)
  paintCurtains(stage)
  paintBokeh(stage, 10, [palette.accent, palette.rim], 0.12)
  paintTable(stage, random)
  canvas.path(disc(stage.focus.x, h * 0.68, stage.focus.size * 0.7, 3), palette.rim, 0.16)
}

/** Where the window is: left, top, width, height. */
function windowOf({ portrait, light, w, h }: Stage): [x: number, y: number, wide: number, tall: number] {
  const [wide, tall] = [portrait ? w * 0.52 : w * 0.3, h * 0.42]
  const [x, y] = [light.x - wide / 2, h * 0.13]
  return [x, y, wide, tall]
}

/** The hour outside, and its light on the floor. */
function paintWindow(stage: Stage, wall: string): void {
  const { canvas, palette, h, light } = stage
  const [x, y, wide, tall] = windowOf(stage)
  canvas.rect(x - 2, y - 2, wide + 4, tall + 4, mix(wall, palette.near, 0.5), 1, 1)
  canvas.rect(
    x,
    y,
    wide,
    tall,
    canvas.linear([
      [0, palette.sky[0]],
      [0.5, palette.sky[1]],
      [0.8, palette.sky[2]],
      [1, palette.sky[3]],
    ]),
  )
  canvas.circle(light.x + wide * 0.2, y + tall * 0.3, 4, palette.disc)
  for (const part of [1 / 3, 2 / 3]) canvas.rect(x + wide * part - 0.5, y, 1, tall, mix(wall, palette.near, 0.55))
  canvas.rect(x, y + tall * 0.45, wide, 1, mix(wall, palette.near, 0.55))
  canvas.path(
    polygon([
      [x, y + tall],
      [x + wide, y + tall],
      [x + wide * 1.9, h * 0.72],
      [x + wide * 0.5, h * 0.72],
    ]),
    palette.rim,
    0.14,
  )
}

function paintCurtains(stage: Stage): void {
  const { canvas, palette, light } = stage
  const [, y, wide, tall] = windowOf(stage)
  for (const side of [-1, 1])
    canvas.path(
      taper(
        [
          [light.x + side * wide * 0.62, y - 4],
          [light.x + side * wide * 0.6, y + tall * 0.5],
          [light.x + side * wide * 0.72, y + tall + 6],
        ],
        9,
        12,
      ),
      canvas.linear(
        [
          [0, mix(palette.accent, palette.near, 0.45)],
          [0.5, mix(palette.accent, palette.near, 0.6)],
          [1, mix(palette.accent, palette.near, 0.4)],
        ],
        [0, 0, 1, 0],
      ),
    )
}

function paintTable(stage: Stage, random: Random): void {
  const { canvas, palette, w, h } = stage
  const wood = mix(tint(stage, '#7a4a2c'), palette.near, 0.25)
  canvas.rect(
    -2,
    h * 0.66,
    w + 4,
    h * 0.4,
    canvas.linear([
      [0, mix(wood, palette.rim, 0.35)],
      [0.05, wood],
      [1, mix(wood, palette.near, 0.8)],
    ]),
  )
  let grain = ''
  for (let index = 0; index < 24; index++)
    grain += `M${n(w * random.next())} ${n(h * random.between(0.69, 0.98))}h${n(random.between(10, 40))}`
  canvas.stroke(grain, palette.near, 0.25, 0.35)
}
