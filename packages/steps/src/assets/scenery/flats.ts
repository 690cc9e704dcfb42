/** The ground that the tide has left dry: cracked mud, a pool that shrinks, a stranded starfish. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { blob, disc, points, polygon, ribbon, roll, smooth } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintCracks } from './mud.ts'
import { paintLand, paintRock } from './terrain.ts'

/** From `y` down; `y` is where the ground meets the sea. */
export function paintFlats(stage: Stage, y: number): void {
  const { h, w, palette } = stage
  const random = stage.random.fork('flats')
  const [pale, dark] = [mix(tint(stage, '#ecd3a6'), palette.haze, 0.1), tint(stage, '#a9794c')]
  paintLand(stage, roll(random, -6, w + 6, y, 0.6), mix(pale, palette.rim, 0.3), dark)
  paintFarRocks(stage, random, y)
  // A hot beach is dry too, but sand does not crack.
  if (!/beach|sand|strand|plage|playa|spiaggia/i.test(stage.setting.seed)) {
    paintCracks(stage, y + (h - y) * 0.1, dark)
    paintLastPool(stage, random, y + (h - y) * 0.34)
  }
  paintWrack(stage, random, y + (h - y) * 0.52)
  if (stage.setting.subjects.length === 0) paintStranded(stage, random)
  for (const [x, down, size] of [
    [0.03, 0.86, 14],
    [0.15, 0.94, 8],
    [0.97, 0.83, 15],
    [0.86, 0.93, 9],
  ] as const)
    paintDryRock(stage, random, w * x, h * down, size * (stage.portrait ? 0.8 : 1))
}

/** Shadows on dry ground are brown, whatever the sky has. */
function warm(stage: Stage): Stage {
  return { ...stage, palette: { ...stage.palette, near: '#4a2f25' } }
}

function paintDryRock(stage: Stage, random: Random, x: number, y: number, size: number): void {
  const { canvas } = stage
  const dark = tint(stage, '#553a2c')
  canvas.ellipse(x, y + size * 0.1, size * 1.25, size * 0.2, dark, 0.4)
  paintRock(warm(stage), random, x, y, size, 0, '#b98d66')
}

function paintFarRocks(stage: Stage, random: Random, y: number): void {
  const { w, h } = stage
  for (let x = -3; x < w + 5; x += random.between(3, 11)) {
    const t = random.next() ** 2
    if (Math.abs(x / w - 0.5) < 0.16 * t) continue
    paintRock(warm(stage), random, x, y + (h - y) * (0.03 + 0.14 * t), 1.2 + 3.4 * t, 0.45 - 0.3 * t, '#c79b74')
  }
}

/** What is left of a pool: it mirrors the sky. */
function paintLastPool(stage: Stage, random: Random, y: number): void {
  const { canvas, palette, w, focus } = stage
  const x = w - focus.x
  const [rx, ry] = [w * 0.17, 4.4]
  const damp = mix(tint(stage, '#9a7650'), palette.near, 0.2)
  canvas.path(blob(random, x, y, rx * 1.2, ry * 1.45, 0.1), damp, 0.5)
  canvas.path(blob(random, x, y, rx * 1.07, ry * 1.2, 0.08), mix(damp, palette.near, 0.2), 0.55)
  canvas.path(
    blob(random, x, y + 0.3, rx, ry, 0.08, 13),
    canvas.linear([
      [0, palette.sky[3]],
      [0.35, palette.sky[2]],
      [1, palette.sky[0]],
    ]),
  )
  let shine = ''
  for (let index = 0; index < 9; index++)
    shine += disc(x + random.around(rx * 0.6), y + random.around(ry * 0.55), rx * random.between(0.04, 0.16), 0.14)
  canvas.path(shine, '#ffffff', 0.75)
}

/** A line of dried weed and shells that the last tide left. */
function paintWrack(stage: Stage, random: Random, y: number): void {
  const { canvas, palette, w } = stage
  const weed = mix(tint(stage, '#7a5a2e'), palette.near, 0.25)
  let [dry, dark, shells] = ['', '', '']
  for (let x = -4; x < w + 4; x += random.between(0.8, 2.6)) {
    const at = y + Math.sin(x * 0.045) * 3 + random.around(1.6)
    const angle = random.around(1.4)
    const long = random.between(1.6, 5)
    const bend = random.around(1.6)
    const strand: Point[] = [-0.5, -0.15, 0.2, 0.5].map((t) => [
      x + Math.cos(angle) * long * t,
      at + Math.sin(angle) * long * t * 0.35 + bend * (0.25 - t * t),
    ])
    if (random.chance(0.5)) dry += ribbon(strand, random.between(0.3, 0.8))
    else dark += ribbon(strand, random.between(0.3, 0.8))
    if (random.chance(0.16))
      shells += disc(x + random.around(2), at + random.around(2), random.between(0.3, 0.9), random.between(0.25, 0.5))
  }
  canvas.path(dark, mix(weed, palette.near, 0.45), 0.8)
  canvas.path(dry, weed, 0.9)
  canvas.path(shells, lighten(tint(stage, '#f4e6d0'), 0.3))
}

/** A starfish on a slab: the one strong colour. */
function paintStranded(stage: Stage, random: Random): void {
  const { canvas, h, focus, portrait } = stage
  const [x, y, size] = [focus.x, h * (portrait ? 0.75 : 0.765), portrait ? 10.5 : 10]
  const dark = tint(stage, '#553a2c')
  paintSlab(stage, random, x, y, size)
  const star = (grow: number, lift: number): Point[] =>
    Array.from({ length: 10 }, (_, index) => {
      const angle = (index / 10) * 2 * Math.PI - 1.35
      const reach = size * grow * (index % 2 ? 0.36 : 1.02)
      return [x + Math.cos(angle) * reach, y - lift + Math.sin(angle) * reach * 0.46]
    })
  const red = tint(stage, '#e8633a')
  canvas.path(smooth(star(1.02, -0.7)), dark, 0.5)
  canvas.path(smooth(star(1, 0)), mix(red, dark, 0.35))
  canvas.path(
    smooth(star(0.95, 0.8)),
    canvas.linear([
      [0, lighten(red, 0.22)],
      [1, red],
    ]),
  )
  let bumps = ''
  for (let arm = 0; arm < 5; arm++)
    for (let step = 0; step < 6; step++) {
      const angle = (arm / 5) * 2 * Math.PI - 1.35
      const reach = size * (0.06 + 0.14 * step)
      bumps += disc(
        x + Math.cos(angle) * reach,
        y - 0.9 + Math.sin(angle) * reach * 0.46,
        0.42 - 0.04 * step,
        0.28 - 0.02 * step,
      )
    }
  canvas.path(bumps, lighten(tint(stage, '#ffd9b0'), 0.3), 0.9)
}

/** A flat-topped stone around (x, y). */
function paintSlab(stage: Stage, random: Random, x: number, y: number, size: number): void {
  const { canvas } = stage
  const [dark, stone] = [tint(stage, '#553a2c'), tint(stage, '#c9a57c')]
  const top = points('-1.9,0.1 -1.5,-0.32 -0.6,-0.56 0.5,-0.5 1.3,-0.36 1.95,0.04 1.4,0.46 0.3,0.62 -0.9,0.56')
  const at = (down: number, grow: number): Point[] =>
    top.map(([u, v]) => [x + u * size * grow + random.around(0.3), y + v * size * 0.92 + down * size])
  canvas.ellipse(x + size * 0.2, y + size * 0.72, size * 2.2, size * 0.36, dark, 0.5)
  canvas.path(polygon(at(0.3, 1.04)), mix(stone, dark, 0.72))
  canvas.path(polygon(at(0.16, 1.02)), mix(stone, dark, 0.5))
  canvas.path(
    polygon(at(0, 1)),
    canvas.linear([
      [0, lighten(stone, 0.38)],
      [1, mix(stone, dark, 0.1)],
    ]),
  )
}
