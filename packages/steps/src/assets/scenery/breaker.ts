/** A wave that curls and breaks: its body, the hollow under the lip, the light that comes through. */
import { lighten, mix } from '../paint/colour.ts'
import { points, pointOn, ribbon, smooth } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import type { Stage } from '../paint/stage.ts'
import { waterColours } from './surf-colours.ts'
import type { WaterColours } from './surf-colours.ts'
import { paintImpact, paintLipSpray, paintSpindrift } from './spray.ts'

/** Where a wave stands: `x` is below its crest, `y` its foot; it falls to the right unless `flip`. */
export interface Wave {
  x: number
  y: number
  height: number
  flip: boolean
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
      paintBack(stage, colours)
      paintStreaks(stage, colours)
      paintCrestLight(stage, colours)
      paintLipSpray(stage, colours, LIP)
      paintImpact(stage, colours)
    },
    { flip: wave.flip },
  )
}

/** The part of the same wave that has not broken yet: it runs on behind the hollow, low, towards the horizon. */
function paintShoulder(stage: Stage, { x, y, height, flip }: Wave, colours: WaterColours): void {
  const { canvas } = stage
  const side = flip ? -1 : 1
  const at = ([u, v]: Point): Point => [x + (side * u * height) / 100, y + (v * height) / 100]
  const crest = points('-20,-30 40,-31 80,-28 130,-22 190,-17 280,-13 430,-10 1400,-9').map(at)
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

/** The inner wall of the curl: the sun behind it shines through. */
function paintBarrel(stage: Stage, colours: WaterColours): void {
  const { canvas } = stage
  const wall = points('66,-50 50,-66 22,-75 -4,-68 -20,-46 -20,-22 2,-2 46,4 120,6 64,-4 37,-18 27,-34 33,-47 48,-55')
  canvas.path(
    smooth(wall),
    canvas.linear(
      [
        [0, mix(colours.glow, colours.clear, 0.3)],
        [0.45, mix(colours.clear, colours.glow, 0.12)],
        [0.75, mix(colours.clear, colours.body, 0.55)],
        [1, colours.body],
      ],
      [0.55, 0, 0.3, 1],
    ),
  )
  canvas.circle(
    42,
    -44,
    44,
    canvas.radial([
      [0, stage.palette.rim, 0.5],
      [0.5, stage.palette.rim, 0.16],
      [1, stage.palette.rim, 0],
    ]),
  )
  const random = stage.random.fork('wall')
  const mouth = points('52,-56 36,-50 27,-36 34,-20 60,-5 100,4')
  const back = points('46,-69 12,-73 -14,-52 -14,-24 10,-4 60,4')
  for (let index = 0; index < 15; index++) {
    const part = random.next()
    const from = random.between(0, 0.5)
    const line = along(back, mouth, part, from, from + random.between(0.25, 0.5))
    canvas.path(
      ribbon(line, random.between(0.4, 1.3)),
      index % 3 ? colours.glow : colours.body,
      random.between(0.25, 0.55),
    )
  }
  canvas.path(ribbon(mouth.slice(0, 5), 1), colours.white, 0.8)
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
    const line = along(HOLLOW, FACE, part, from, Math.min(1, from + random.between(0.3, 0.6)))
    const light = index % 3 ? colours.clear : colours.white
    canvas.path(
      ribbon(line, random.between(0.5, 1.7)),
      index % 4 === 3 ? colours.deep : light,
      random.between(0.25, 0.6),
    )
  }
}

/** The line between `near` (`part` 0) and `far` (1), from one part of its length to another. */
function along(near: readonly Point[], far: readonly Point[], part: number, from: number, to: number): Point[] {
  return Array.from({ length: 9 }, (_, index) => {
    const at = from + ((to - from) * index) / 8
    const [a, b] = [pointOn(near, at), pointOn(far, at)]
    return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]
  })
}

/** The low light on the upper edge, and what of it sinks into the water below. */
function paintCrestLight(stage: Stage, colours: WaterColours): void {
  const { canvas, palette } = stage
  const crest = [...BACK.slice(-6), ...LIP]
  for (const depth of [20, 15, 10.5, 7, 4])
    canvas.path(
      ribbon(
        crest.map(([x, y]) => [x, y + depth * 0.45] as const),
        depth,
      ),
      colours.glow,
      0.17,
    )
  canvas.path(ribbon(crest, 2), lighten(palette.rim, 0.6))
  canvas.path(ribbon(HOLLOW.slice(0, 8), 1.5), colours.white, 0.8)
}

/** Long faint lines on the wave's back, and glints of the sky. */
function paintBack(stage: Stage, colours: WaterColours): void {
  const { canvas, palette } = stage
  const random = stage.random.fork('back')
  const foot = points('-420,20 -330,18 -250,14 -190,8 -140,-2 -110,-12 -84,-26 -66,-44')
  for (let index = 0; index < 48; index++) {
    const from = random.between(0.05, 0.8)
    const line = along(BACK, foot, 0.06 + 0.94 * random.next(), from, Math.min(1, from + random.between(0.06, 0.2)))
    const tone =
      index % 3 === 0 ? mix(palette.rim, palette.sky[2], 0.5) : index % 3 === 1 ? colours.clear : colours.deep
    canvas.path(ribbon(line, random.between(0.3, 0.9)), tone, random.between(0.12, 0.3))
  }
}
