/** Wet rocks before the surf, and the water that runs back between them. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { disc, line, n, polygon, ribbon } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'

/** A dark rock on `y` with a lit edge on the side of the light; `size` is half its width. */
export function paintWetRock(stage: Stage, random: Random, x: number, y: number, size: number): void {
  const { canvas, palette, light } = stage
  const side = light.x < x ? -1 : 1
  const at = (u: number, v: number): Point => [x + side * u * size, y - v * size]
  const rise = random.between(0.62, 0.95)
  const top = [
    at(-1.05, -0.06),
    at(-0.86, rise * 0.4),
    at(-0.48, rise * random.between(0.72, 0.92)),
    at(random.between(-0.1, 0.12), rise),
    at(0.52, rise * random.between(0.6, 0.82)),
    at(0.86, rise * 0.34),
    at(1.06, -0.06),
  ]
  const stone = mix(tint(stage, '#4c4654'), palette.near, 0.62)
  const sheen = mix(palette.sky[2], palette.rim, 0.55)
  canvas.path(
    polygon([...top, at(0.6, -0.2), at(-0.6, -0.2)]),
    canvas.linear([
      [0, mix(stone, sheen, 0.3)],
      [0.4, stone],
      [1, mix(stone, palette.near, 0.6)],
    ]),
  )
  const facet = [top[3]!, top[4]!, top[5]!, top[6]!, at(0.5, 0.04), at(0.26, rise * 0.5)]
  canvas.path(
    polygon(facet),
    canvas.linear([
      [0, mix(stone, sheen, 0.75)],
      [1, mix(stone, sheen, 0.12)],
    ]),
    0.85,
  )
  canvas.path(polygon([top[2]!, top[3]!, facet[5]!, at(-0.3, rise * 0.52)]), mix(stone, palette.sky[1], 0.5), 0.5)
  canvas.stroke(line([top[2]!, top[3]!, top[4]!, top[5]!]), lighten(palette.rim, 0.35), 0.045 * size, 0.85)
  paintGloss(stage, random, at, rise, size)
}

/** Short wet reflections, and threads of water that run off. */
function paintGloss(
  stage: Stage,
  random: Random,
  at: (u: number, v: number) => Point,
  rise: number,
  size: number,
): void {
  const { canvas, palette } = stage
  let gloss = ''
  for (let index = 0; index < 9; index++) {
    const [u, v] = [random.between(0, 0.72), rise * random.between(0.2, 0.62)]
    const long = random.between(0.05, 0.13)
    gloss += ribbon([at(u, v), at(u + long * 0.5, v - long * 0.3), at(u + long, v - long * 0.75)], size * 0.035)
  }
  canvas.path(gloss, lighten(palette.rim, 0.35), 0.6)
  let threads = ''
  for (let index = 0; index < 4; index++) {
    const start = random.between(-0.5, 0.5)
    const lean = random.around(0.12)
    const way = [0.55, 0.3, 0.05, -0.14].map((v, step) => at(start + lean * step, v * rise))
    threads += ribbon(way, size * 0.035)
  }
  canvas.path(threads, mix('#ffffff', palette.rim, 0.4), 0.18)
}

/** A thin sheet of water that slides back to the sea below `y`: it mirrors the sky and drags foam along. */
export function paintRunOff(stage: Stage, y: number): void {
  const { canvas, palette, w, h, light } = stage
  const random = stage.random.fork('run-off')
  const [top, middle, low] = palette.sky
  canvas.rect(
    -4,
    y,
    w + 8,
    h - y + 4,
    canvas.linear([
      [0, mix(low, palette.rim, 0.25), 0],
      [0.12, mix(low, palette.rim, 0.2), 0.75],
      [0.45, mix(middle, low, 0.3), 0.9],
      [1, mix(top, palette.near, 0.5)],
    ]),
  )
  let [lace, shine] = ['', '']
  for (let index = 0; index < 150; index++) {
    const t = random.next() ** 0.8
    const at = y + (h - y) * (0.05 + 0.95 * t)
    const x = w * random.between(-0.05, 1.05)
    const [long, thick] = [(4 + 13 * t) * random.between(0.4, 1.3), 0.12 + 0.4 * t]
    const lean = ((x - w / 2) / w) * 4 * t
    const strand = `M${n(x - long)} ${n(at)}Q${n(x)} ${n(at - thick * 2 + lean)} ${n(x + long)} ${n(at + lean)}`
    lace += `${strand}Q${n(x)} ${n(at + thick + lean)} ${n(x - long)} ${n(at)}Z`
    if (index % 3 === 0)
      shine += disc(light.x + random.around(10 + 26 * t), at, (1 + 5 * t) * random.between(0.4, 1), 0.1 + 0.28 * t)
  }
  canvas.path(lace, mix('#ffffff', palette.rim, 0.4), 0.32)
  canvas.path(shine, lighten(palette.rim, 0.25), 0.6)
}
