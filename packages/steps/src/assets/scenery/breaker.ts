/** A wave that curls and breaks: its body, the hollow under the lip, the light that comes through. */
import { lighten, mix } from '../paint/colour.ts'
import { points, smooth } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { isDark, tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintImpact, paintLipSpray, paintSpindrift } from './spray.ts'

/** Where a wave stands: `x` is below its crest, `y` its foot; it falls to the right unless `flip`. */
export interface Wave {
  x: number
  y: number
  height: number
  flip: boolean
}

/** Colours of one wave; `glow` is water so thin that the light comes through. */
export interface WaterColours {
  glow: string
  clear: string
  body: string
  deep: string
  /** Foam in the light, and in the shadow of itself. */
  white: string
  shadow: string
}

// The wave is drawn 100 high: its crest at (-4, -100), its foot on y = 0, falling to the right.
const BACK = points('-420,-4 -330,-9 -250,-17 -190,-29 -140,-46 -98,-68 -62,-88 -32,-98')
const LIP = points('-4,-100 22,-97 45,-87 62,-72 73,-54 77,-40')
const HOLLOW = points('70,-45 60,-58 44,-68 24,-73 5,-70 -9,-59 -17,-44 -18,-29 -10,-15 8,-5 36,1 84,4 150,6')
/** The line on the face along which the water is drawn up: from the trough, round the hollow, to the lip. */
const FACE = points('76,-43 64,-66 46,-81 22,-90 -4,-92 -28,-83 -46,-66 -55,-45 -54,-22 -40,-3 -8,9 40,14 150,14')

export function paintBreaker(stage: Stage, wave: Wave): void {
  const { canvas } = stage
  const colours = waterColours(stage)
  paintShoulder(stage, wave, colours)
  canvas.place(
    wave.x,
    wave.y,
    wave.height / 100,
    () => {
      paintSpindrift(stage, colours, [...BACK.slice(-3), ...LIP])
      paintBarrel(stage, colours)
      paintBody(stage, colours)
      paintStreaks(stage, colours)
      paintCrestLight(stage, colours)
      paintLipSpray(stage, colours, LIP)
      paintImpact(stage, colours)
    },
    { flip: wave.flip },
  )
}

function waterColours(stage: Stage): WaterColours {
  const { palette } = stage
  const dark = isDark(stage)
  const deep = mix(mix(palette.near, palette.sky[0], 0.55), tint(stage, '#0f5566'), 0.35)
  const clear = mix(tint(stage, '#3fd0c2'), palette.sky[1], 0.25)
  return {
    glow: mix(lighten(palette.rim, 0.25), clear, dark ? 0.55 : 0.3),
    clear,
    body: mix(mix(palette.sky[1], deep, 0.45), clear, 0.28),
    deep,
    white: mix('#ffffff', palette.rim, 0.3),
    shadow: mix(mix(palette.haze, palette.sky[1], 0.5), '#ffffff', 0.12),
  }
}

/** The part of the same wave that has not broken yet: it runs on behind the hollow, low, towards the horizon. */
function paintShoulder(stage: Stage, { x, y, height, flip }: Wave, colours: WaterColours): void {
  const { canvas } = stage
  const side = flip ? -1 : 1
  const at = ([u, v]: Point): Point => [x + (side * u * height) / 100, y + (v * height) / 100]
  const crest = points('-20,-30 40,-31 80,-28 130,-22 190,-17 280,-14 430,-13').map(at)
  const [left, right] = [crest[0]![0], crest.at(-1)![0]]
  canvas.path(
    `${smooth(crest, false)}L${right} ${y + 3}L${left} ${y + 3}Z`,
    canvas.linear([
      [0, mix(colours.clear, colours.glow, 0.35)],
      [0.3, mix(colours.clear, colours.body, 0.6)],
      [1, colours.deep],
    ]),
  )
  canvas.stroke(smooth(crest, false), colours.glow, 0.45, 0.75)
}

/** The inner wall of the curl, lit by the sun behind it. */
function paintBarrel(stage: Stage, colours: WaterColours): void {
  const { canvas } = stage
  const wall = points('66,-50 50,-66 22,-75 -4,-68 -20,-46 -20,-22 2,-2 46,4 120,6 60,-6 34,-20 26,-36 34,-48 50,-54')
  canvas.path(
    smooth(wall),
    canvas.linear(
      [
        [0, mix(colours.glow, colours.clear, 0.35)],
        [0.4, colours.clear],
        [1, mix(colours.body, colours.deep, 0.5)],
      ],
      [0.6, 0, 0.2, 1],
    ),
    0.92,
  )
}

function paintBody(stage: Stage, colours: WaterColours): void {
  const { canvas } = stage
  const upper = smooth([...BACK, ...LIP], false)
  const under = smooth(HOLLOW, false).slice(1)
  canvas.path(
    `${upper}L${under}L160 40L-420 40Z`,
    canvas.span(
      [
        [0, mix(colours.glow, colours.clear, 0.25)],
        [0.14, mix(colours.clear, colours.glow, 0.2)],
        [0.4, mix(colours.clear, colours.body, 0.6)],
        [0.72, colours.body],
        [1, colours.deep],
      ],
      [10, -100, -30, 22],
    ),
  )
}

/** Lines of drawn-up foam, which show how the water moves. */
function paintStreaks(stage: Stage, colours: WaterColours): void {
  const { canvas } = stage
  const random = stage.random.fork('streaks')
  for (let index = 0; index < 26; index++) {
    const part = (index + random.between(0.1, 0.9)) / 26
    const from = random.between(0, 0.45)
    const line = along(part, from, Math.min(1, from + random.between(0.3, 0.6)))
    const light = index % 3 ? colours.clear : colours.white
    canvas.path(ribbon(line, random.between(0.5, 1.7)), index % 4 === 3 ? colours.deep : light, random.between(0.25, 0.6))
  }
}

/** A line on the face between hollow (`part` 0) and `FACE` (1), from one part of its length to another. */
function along(part: number, from: number, to: number): Point[] {
  const last = HOLLOW.length - 1
  return Array.from({ length: 9 }, (_, index) => {
    const at = (from + ((to - from) * index) / 8) * last
    const [near, next, t] = [Math.floor(at), Math.min(last, Math.ceil(at)), at % 1]
    const blend = (list: readonly Point[], axis: 0 | 1): number => list[near]![axis] * (1 - t) + list[next]![axis] * t
    return [
      blend(HOLLOW, 0) * (1 - part) + blend(FACE, 0) * part,
      blend(HOLLOW, 1) * (1 - part) + blend(FACE, 1) * part,
    ]
  })
}

/** A line that is thick in its middle and ends in points. */
export function ribbon(line: readonly Point[], width: number): string {
  const edge = (side: number): Point[] =>
    line.map(([x, y], index) => {
      const [ax, ay] = line[Math.max(0, index - 1)]!
      const [bx, by] = line[Math.min(line.length - 1, index + 1)]!
      const long = Math.hypot(bx - ax, by - ay) || 1
      const half = (side * width * Math.sin((index / (line.length - 1)) * Math.PI)) / 2
      return [x - ((by - ay) / long) * half, y + ((bx - ax) / long) * half]
    })
  return smooth([...edge(1), ...edge(-1).toReversed()])
}

/** The low light on the upper edge. */
function paintCrestLight(stage: Stage, colours: WaterColours): void {
  const { canvas, palette } = stage
  const crest = [...BACK.slice(-5), ...LIP]
  canvas.path(ribbon(crest.map(([x, y]) => [x, y + 2] as const), 7), colours.glow, 0.6)
  canvas.path(ribbon(crest, 2.6), lighten(palette.rim, 0.6))
  canvas.path(ribbon(HOLLOW.slice(0, 8), 1.8), colours.white, 0.7)
}
