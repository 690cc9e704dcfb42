/** Shells and starfish: what lies on the shore. */
import { blob, disc, n, smooth } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import type { Pen } from './pen.ts'

/** A spiral shell that lies on its side, mouth to the right. */
export function shell(pen: Pen): void {
  const { canvas } = pen
  for (let whorl = 0; whorl < 9; whorl++) {
    const t = whorl / 8
    const [x, y, r] = [-58 + 66 * t ** 1.15, -64 + 34 * t, 3.5 + 27 * t ** 1.35]
    const base = whorl % 2 ? '#d99a6c' : '#edc79c'
    pen.body(disc(x, y, r * 0.92, r * 1.04), base, { rim: 0.6, dark: 0.35 })
    for (const lean of [0.25, 0.55, 0.8])
      pen.line(
        `M${n(x - r * 0.3 + r * lean * 0.7)} ${n(y - r * 0.98 * Math.sqrt(1 - lean * lean * 0.6))}` +
          `Q${n(x + r * lean)} ${n(y)} ${n(x - r * 0.2 + r * lean * 0.7)} ` +
          `${n(y + r * 0.95 * Math.sqrt(1 - lean * lean * 0.6))}`,
        '#9c5a3c',
        0.7,
        0.4,
      )
  }
  canvas.path(
    blob(pen.random, 20, -24, 14, 20, 0.05),
    canvas.linear([
      [0, pen.tone('#f6d9be')],
      [1, pen.tone('#a8604c')],
    ]),
  )
  canvas.path(
    blob(pen.random, 22, -22, 9.5, 15, 0.06),
    canvas.linear([
      [0, pen.tone('#5a2f2a')],
      [1, pen.tone('#9a5444')],
    ]),
  )
}

export function starfish(pen: Pen): void {
  const star: Point[] = Array.from({ length: 10 }, (_, index) => {
    const angle = -Math.PI / 2 + (index * Math.PI) / 5
    const reach = index % 2 ? 17 : 46
    return [Math.cos(angle) * reach, -22 + Math.sin(angle) * reach * 0.62]
  })
  pen.body(smooth(star), '#f08a4c')
  for (let arm = 0; arm < 5; arm++)
    for (let dot = 1; dot < 6; dot++)
      pen.patch(
        disc(
          Math.cos(-Math.PI / 2 + arm * 1.2566) * dot * 7,
          -22 + Math.sin(-Math.PI / 2 + arm * 1.2566) * dot * 4.4,
          1.5,
          1.1,
        ),
        '#ffe0b4',
        0.8,
      )
}
