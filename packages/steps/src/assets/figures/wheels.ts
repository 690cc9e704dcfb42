/** What all vehicles share: wheels and headlights. */
import { disc, polygon } from '../paint/shapes.ts'
import type { Pen } from './pen.ts'

export function wheel(pen: Pen, x: number, y: number, r: number): void {
  pen.canvas.circle(x, y, r, pen.dark)
  pen.body(disc(x, y, r * 0.6), '#7a7c86', { rim: 0.4 })
  pen.canvas.circle(x, y, r * 0.2, pen.dark)
}

/** The beam of a headlight, to the right. */
export function beam(pen: Pen, x: number, y: number, reach: number): void {
  const { canvas } = pen
  canvas.path(
    polygon([
      [x, y - 1.5],
      [x + reach, y - reach * 0.2],
      [x + reach, y + reach * 0.16],
      [x, y + 1.5],
    ]),
    canvas.linear(
      [
        [0, '#fff3c4', 0.8],
        [1, '#fff3c4', 0],
      ],
      [0, 0, 1, 0],
    ),
  )
  canvas.circle(
    x,
    y,
    reach * 0.16,
    canvas.radial([
      [0, '#ffffff', 1],
      [0.3, '#ffeeb0', 0.6],
      [1, '#ffe28a', 0],
    ]),
  )
}
