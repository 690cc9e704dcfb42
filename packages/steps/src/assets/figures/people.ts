/** Someone on the way; birds far off. */
import { mix } from '../paint/colour.ts'
import { disc, smooth, taper } from '../paint/shapes.ts'
import type { Pen } from './pen.ts'

/** Stands with the back to us, coat and all: someone on the way. */
export function person(pen: Pen): void {
  const { stage } = pen
  const young = /child|kid|boy|girl|enfant|nino|子/i.test(stage.setting.seed)
  const coat = stage.setting.hue ?? stage.palette.accent
  for (const side of [-1, 1])
    pen.body(
      taper(
        [
          [side * 5, -42],
          [side * 6, -20],
          [side * 7, 0],
        ],
        9,
        6.5,
      ),
      '#2f3444',
      { rim: 0.6 },
    )
  for (const side of [-1, 1])
    pen.body(
      taper(
        [
          [side * 11, -76],
          [side * 17, -58],
          [side * 15, -42],
        ],
        8,
        6,
      ),
      mix(coat, '#20161a', 0.15),
      { rim: 0.6 },
    )
  pen.body('-13,-79 0,-84 13,-79 14,-58 17,-34 0,-31 -17,-34 -14,-58', coat, { dark: 0.45 })
  pen.body('-9,-76 9,-76 10,-54 0,-51 -10,-54', mix(coat, '#5a3a24', 0.65), { rim: 0.6 })
  const head = young ? 10.5 : 8.6
  pen.body(disc(0, -84 - head * 0.75, head, head * 1.08), '#c98f6a', { rim: 0.7 })
  pen.body(
    `${-head},-${84 + head * 0.6} ${-head * 0.95},-${84 + head * 1.5} 0,-${84 + head * 2} ` +
      `${head * 0.95},-${84 + head * 1.5} ${head},-${84 + head * 0.6} 0,-${84 + head * 0.2}`,
    '#3a2418',
    { rim: 0.7 },
  )
  pen.patch('-10,-80 0,-84 10,-80 11,-75 0,-72 -11,-75', '#f0d9a8', 0.85)
}

/** Gulls or swallows, far off. */
export function flock(pen: Pen): void {
  const { random } = pen
  for (let index = 0; index < 9; index++) {
    const [x, y, size] = [random.around(110), -50 + random.around(40), random.between(4, 9)]
    const lift = random.between(0.25, 0.6) * size
    pen.canvas.path(
      smooth([
        [x - size, y - lift],
        [x - size * 0.4, y - lift * 0.9],
        [x, y],
        [x + size * 0.4, y - lift * 0.9],
        [x + size, y - lift],
        [x + size * 0.4, y - lift * 0.45],
        [x, y + size * 0.22],
        [x - size * 0.4, y - lift * 0.45],
      ]),
      pen.dark,
      0.8,
    )
  }
}
