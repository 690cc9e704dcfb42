/** Heat that can be seen. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { n, ribbon } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import type { Stage } from '../paint/stage.ts'
import { paintMist } from './light.ts'

/** Hot air: bands that bend what is behind them, brighter and thinner towards `y`, the far edge of the ground. */
export function paintShimmer(stage: Stage, y: number): void {
  const { canvas, palette, w } = stage
  const random = stage.random.fork('shimmer')
  const bright = lighten(palette.sky[3], 0.4)
  paintMist(stage, y, 9, 0.75, bright)
  let [light, cool] = ['', '']
  for (let index = 0; index < 70; index++) {
    const away = random.around(1)
    const [at, long] = [y + away * 10, w * random.between(0.05, 0.2)]
    const [x, wave] = [w * random.between(-0.1, 1), random.between(0, 6)]
    const line: Point[] = Array.from({ length: 9 }, (_, step) => [
      x + (long * step) / 8,
      at + Math.sin(step * 1.3 + wave) * 0.28,
    ])
    const band = ribbon(line, random.between(0.3, 1.1))
    if (index % 3) light += band
    else cool += band
  }
  canvas.path(cool, mix(palette.sky[1], palette.sky[2], 0.5), 0.3)
  canvas.path(light, bright, 0.5)
  paintPillars(stage, random, y, bright)
}

/** Air that rises: wide wavering veils. */
function paintPillars(stage: Stage, random: Random, y: number, colour: string): void {
  const { canvas, w } = stage
  const veil = canvas.linear([
    [0, colour, 0],
    [0.8, colour, 0.2],
    [1, colour, 0],
  ])
  for (let index = 0; index < 18; index++) {
    const x = (w * (index + random.next())) / 18
    const [tall, sway, wide] = [random.between(12, 22), random.between(0.5, 1.1), random.between(3, 8)]
    let [up, down] = ['', '']
    for (let step = 0; step < 6; step++) {
      const bend = step % 2 ? sway : -sway
      up += `q${n(bend)} ${n(-tall / 12)} 0 ${n(-tall / 6)}`
      down += `q${n(-bend)} ${n(tall / 12)} 0 ${n(tall / 6)}`
    }
    canvas.path(`M${n(x)} ${n(y + 8)}${up}h${n(wide)}${down}Z`, veil)
  }
}
