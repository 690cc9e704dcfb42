/** What is not on earth: space, and pictures of nothing in particular. */
import type { Random } from '../paint/random.ts'
import { lighten, mix, turn } from '../paint/colour.ts'
import { disc, n, roll, smooth } from '../paint/shapes.ts'
import type { Stage } from '../paint/stage.ts'
import { paintMotes } from './light.ts'
import { paintLand } from './terrain.ts'

export function paintSpace(stage: Stage): void {
  const { canvas, w, h, palette, setting } = stage
  const random = stage.random.fork('space')
  const base = setting.hue ?? random.pick(['#5b4bd0', '#2f7fc0', '#a0407f', '#2a9a98'])
  canvas.wash(
    canvas.linear(
      [
        [0, '#04050f'],
        [0.6, mix('#080a1e', base, 0.16)],
        [1, mix('#05060f', turn(base, 50), 0.12)],
      ],
      [0, 0, 1, 1],
    ),
  )
  for (let index = 0; index < 16; index++) {
    const t = index / 15
    const tone = turn(base, random.around(70))
    const size = random.between(20, 46)
    canvas.ellipse(
      w * t + random.around(14),
      h * (0.75 - 0.5 * t) + random.around(22),
      size * 1.3,
      size * 0.8,
      canvas.radial([
        [0, tone, 0.26],
        [0.5, tone, 0.1],
        [1, tone, 0],
      ]),
    )
  }
  let [faint, bright] = ['', '']
  for (let index = 0; index < 420; index++)
    faint += disc(w * random.next(), h * random.next(), random.between(0.05, 0.16))
  for (let index = 0; index < 40; index++)
    bright += disc(w * random.next(), h * random.next(), random.between(0.18, 0.34))
  canvas.path(faint, '#dfe6ff', 0.7)
  canvas.path(bright, '#fffaf0')
  const glint = canvas.radial([
    [0, '#ffffff', 0.8],
    [0.2, '#cfdcff', 0.25],
    [1, '#cfdcff', 0],
  ])
  for (let index = 0; index < 9; index++)
    canvas.circle(w * random.next(), h * random.next() * 0.8, random.between(1.2, 2.8), glint)
  if (!setting.subjects.includes('planet'))
    paintPlanet(stage, w * 0.5, h * 1.42, h * 0.72, mix(base, palette.sky[2], 0.4), false)
}

/** A planet lit from the light's side, with bands, and a ring when asked. */
export function paintPlanet(stage: Stage, x: number, y: number, radius: number, colour: string, ring: boolean): void {
  const { canvas, light } = stage
  const random = stage.random.fork('planet')
  const side = light.x < x ? 0.28 : 0.72
  canvas.circle(
    x,
    y,
    radius * 1.22,
    canvas.radial([
      [0.78, lighten(colour, 0.3), 0.5],
      [1, colour, 0],
    ]),
  )
  const ringPath = (sweep: 0 | 1): string =>
    `M${n(x - radius * 2)} ${n(y + radius * 0.3)}` +
    `A${n(radius * 2.02)} ${n(radius * 0.42)} -8 0 ${sweep} ${n(x + radius * 2)} ` +
    `${n(y - radius * 0.3)}`
  if (ring) canvas.stroke(ringPath(1), lighten(colour, 0.45), radius * 0.12, 0.75)
  canvas.circle(
    x,
    y,
    radius,
    canvas.radial(
      [
        [0, lighten(colour, 0.45)],
        [0.35, colour],
        [0.8, mix(colour, '#05060f', 0.72)],
        [1, mix(colour, '#05060f', 0.88)],
      ],
      side,
      0.32,
      0.82,
    ),
  )
  for (let index = 0; index < 7; index++) {
    const at = random.between(-0.75, 0.75)
    const half = Math.sqrt(1 - at * at) * radius
    canvas.path(
      `M${n(x - half)} ${n(y + at * radius)}Q${n(x)} ${n(y + (at + 0.16) * radius)} ${n(x + half)} ` +
        `${n(y + at * radius)}Q${n(x)} ${n(y + (at + 0.16 + random.between(0.04, 0.14)) * radius)} ` +
        `${n(x - half)} ${n(y + at * radius)}Z`,
      index % 2 ? lighten(colour, 0.4) : '#05060f',
      0.16,
    )
  }
  if (ring) canvas.stroke(ringPath(0), lighten(colour, 0.5), radius * 0.12, 0.85)
}

/** Paper hills, a great disc and drifting rings: handsome whatever the words were. */
export function paintAbstract(stage: Stage): void {
  const { canvas, palette } = stage
  const random = stage.random.fork('abstract')
  const [top, middle, low, horizon] = palette.sky
  canvas.wash(
    canvas.linear(
      [
        [0, top],
        [0.45, middle],
        [0.8, low],
        [1, horizon],
      ],
      [0, 0, random.around(0.5), 1],
    ),
  )
  paintGreatDisc(stage, random)
  paintPaperHills(stage, random)
  paintMotes(stage, 34, palette.disc, 0.5, 0.6)
}

/** With rings around it, mostly. */
function paintGreatDisc({ canvas, palette, w, h, focus }: Stage, random: Random): void {
  const radius = Math.min(w, h) * random.between(0.24, 0.3)
  canvas.circle(
    focus.x,
    h * 0.4,
    radius * 2.4,
    canvas.radial([
      [0, palette.disc, 0.6],
      [0.4, palette.rim, 0.25],
      [1, palette.rim, 0],
    ]),
  )
  canvas.circle(
    focus.x,
    h * 0.4,
    radius,
    canvas.linear([
      [0, lighten(palette.disc, 0.3)],
      [1, mix(palette.accent, palette.rim, 0.4)],
    ]),
  )
  const rings = random.chance(0.6) ? 5 : 0
  for (let index = 1; index <= rings; index++)
    canvas.stroke(disc(focus.x, h * 0.4, radius * (1 + index * 0.2)), palette.disc, 0.3, 0.34 / index)
}

function paintPaperHills(stage: Stage, random: Random): void {
  const { canvas, palette, w, h } = stage
  const low = palette.sky[2]
  for (let row = 0; row < 7; row++) {
    const t = row / 6
    const line = roll(random, -6, w + 6, h * (0.5 + 0.4 * t), 9 - 4 * t, 12)
    const colour = mix(
      mix(turn(low, random.around(30)), palette.accent, 0.1 + 0.2 * (row % 2)),
      palette.near,
      0.12 + 0.78 * t,
    )
    canvas.path(
      `${smooth(
        line.map(([x, y]) => [x, y - 1.1] as const),
        false,
      )}L${n(w + 6)} ${n(h + 2)}L-6 ${n(h + 2)}Z`,
      palette.near,
      0.12,
    )
    paintLand(stage, line, lighten(colour, 0.1), mix(colour, palette.near, 0.3), true)
    canvas.stroke(smooth(line, false), palette.rim, 0.22, 0.5 * (1 - t * 0.7))
  }
}
