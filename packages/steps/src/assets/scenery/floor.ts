/** Close to the ground: moss, fallen leaves, toadstools, the wood out of focus behind. */
import { lighten, mix } from '../paint/colour.ts'
import { blob, leaf, roll, smooth } from '../paint/shapes.ts'
import { isDark, tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintBokeh, paintShafts } from './light.ts'
import { paintLand } from './terrain.ts'
import { trunk } from './trees.ts'

/** Close to the ground: the wood is only colour and soft light behind moss. */
export function paintFloor(stage: Stage): void {
  const { canvas, palette, h, setting } = stage
  const night = isDark(stage)
  const green = tint(
    stage,
    setting.time === 'golden' ? '#b98f3e' : setting.time === 'grey' ? '#84907f' : '#7ea65a',
    0.15,
  )
  const deep = mix(green, palette.near, 0.72)
  canvas.wash(
    canvas.linear([
      [0, mix(deep, palette.sky[0], 0.2)],
      [0.35, mix(green, deep, 0.35)],
      [0.62, mix(green, palette.sky[3], 0.4)],
      [0.8, deep],
      [1, palette.near],
    ]),
  )
  canvas.circle(
    stage.light.x,
    h * 0.34,
    h * 0.6,
    canvas.radial([
      [0, palette.disc, night ? 0.25 : 0.6],
      [0.45, palette.rim, 0.2],
      [1, palette.rim, 0],
    ]),
  )
  paintBokeh(
    stage,
    setting.time === 'grey' ? 16 : 30,
    [lighten(green, 0.5), palette.rim, mix(green, palette.disc, 0.5)],
    0.2,
  )
  paintFarTrunks(stage, deep)
  if (setting.time !== 'grey' && !night) paintShafts(stage, 0.24, 6)
  paintMoss(stage, green)
}

function paintFarTrunks(stage: Stage, deep: string): void {
  const { canvas, w, h } = stage
  const random = stage.random.fork('floor')
  let stems = ''
  for (let index = 0; index < 7; index++) {
    const x = w * random.between(0, 1)
    if (Math.abs(x / w - 0.5) > 0.14) stems += trunk(random, x, h * 0.7, random.between(1.6, 4.5))
  }
  canvas.path(
    stems,
    canvas.linear([
      [0, deep, 0.75],
      [0.8, deep, 0.55],
      [1, deep, 0.1],
    ]),
  )
}

/** Mounds of moss along the lower third. */
export function paintMoss(stage: Stage, green: string): void {
  const { canvas, palette, w, h } = stage
  const random = stage.random.fork('moss')
  for (let row = 0; row < 3; row++) {
    const y = h * (0.64 + row * 0.1)
    const line = roll(random, -6, w + 6, y, 3.4 - row * 0.6, 18)
    const top = mix(green, palette.near, 0.12 + row * 0.24)
    paintLand(stage, line, lighten(top, 0.1), mix(palette.near, top, 0.16), true)
    let blades = ''
    for (const [x, lineY] of line)
      for (let index = 0; index < 7; index++)
        blades += leaf(
          x + random.around(6),
          lineY + random.between(-0.3, 1.2),
          random.between(1, 2.6),
          0.3,
          -1.57 + random.around(0.9),
        )
    canvas.path(blades, lighten(top, 0.16))
    canvas.stroke(smooth(line, false), palette.rim, 0.2, 0.3 - row * 0.08)
  }
}

/** Fallen leaves on a strip of ground. */
export function paintLitter(stage: Stage, from: number, to: number, count: number, autumn: boolean): void {
  const { canvas, palette, w, h } = stage
  const random = stage.random.fork(`litter ${from}`)
  const colours = autumn
    ? ['#c8642b', '#a8472a', '#d99a3d', '#7d4a2c', '#b8812f']
    : ['#8a7a55', '#6d6a4c', '#9a8a63', '#5a5540']
  for (let index = 0; index < count; index++) {
    const t = index / count
    const y = h * (from + (to - from) * t)
    const length = (3 + 6 * t) * random.between(0.7, 1.3)
    const colour = mix(
      tint(stage, colours[index % colours.length] ?? '#8a7a55'),
      palette.near,
      random.between(0, 0.35) + 0.3 * t,
    )
    const [x, angle] = [w * random.between(-0.02, 1.02), random.between(-0.5, 0.5) + (random.chance(0.5) ? Math.PI : 0)]
    const shape = leaf(x, y, length, length * random.between(0.3, 0.55), angle, random.around(0.25))
    canvas.path(
      shape,
      canvas.linear([
        [0, mix(colour, palette.rim, 0.35)],
        [1, colour],
      ]),
    )
    const [veinX, veinY] = [Math.cos(angle) * length * 0.8, Math.sin(angle) * length * 0.8]
    canvas.stroke(
      `M${x.toFixed(2)} ${y.toFixed(2)}l${veinX.toFixed(2)} ${veinY.toFixed(2)}`,
      mix(colour, palette.near, 0.5),
      0.14,
      0.6,
    )
  }
}

/** Toadstools between the leaves. */
export function paintMushrooms(stage: Stage, x: number, y: number, size: number, cap: string): void {
  const { canvas, palette } = stage
  const random = stage.random.fork(`mushrooms ${x.toFixed(0)}`)
  for (const [dx, scale] of [
    [-0.75, 0.6],
    [0.62, 0.75],
    [0, 1.2],
  ] as const) {
    const [cx, r] = [x + dx * size, size * 0.5 * scale]
    const top = y - r * 1.7
    canvas.path(
      `M${cx - r * 0.24} ${top}Q${cx - r * 0.15} ${y - r * 0.5} ${cx - r * 0.36} ${y + 0.4}` +
        `L${cx + r * 0.36} ${y + 0.4}Q${cx + r * 0.15} ${y - r * 0.5} ${cx + r * 0.24} ${top}Z`,
      canvas.linear([
        [0, tint(stage, '#9c8f7c')],
        [1, tint(stage, '#e8dcc4')],
      ]),
    )
    canvas.path(
      `M${cx - r} ${top + r * 0.2}Q${cx - r} ${top - r} ${cx} ${top - r}` +
        `Q${cx + r} ${top - r} ${cx + r} ${top + r * 0.2}` +
        `Q${cx} ${top + r * 0.42} ${cx - r} ${top + r * 0.2}Z`,
      canvas.linear([
        [0, mix(tint(stage, cap), palette.rim, 0.45)],
        [0.5, tint(stage, cap)],
        [1, mix(tint(stage, cap), palette.near, 0.4)],
      ]),
    )
    let spots = ''
    for (let index = 0; index < 6; index++)
      spots += blob(random, cx + random.around(r * 0.75), top - r * random.between(0.1, 0.75), r * 0.1, r * 0.07)
    canvas.path(spots, tint(stage, '#f6ecd8'), 0.85)
  }
}
