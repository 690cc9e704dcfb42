/** Owl, songbird, and the bough they sit on. */
import { disc, leaf, points, polygon, taper } from '../paint/shapes.ts'
import { paintEye } from './pen.ts'
import type { Pen } from './pen.ts'

export function owl(pen: Pen): void {
  const { canvas } = pen
  pen.body('-6,-6 6,-6 7,22 0,26 -7,22', '#5a4634')
  pen.body('0,-99 20,-97 30,-84 31,-58 26,-26 11,-5 0,-2 -11,-5 -26,-26 -31,-58 -30,-84 -20,-97', '#8f6c48', {
    dark: 0.4,
  })
  for (const side of [-1, 1]) pen.body(leaf(side * 15, -93, 17, 8, -Math.PI / 2 + side * 0.42), '#7a583a', { rim: 0.7 })
  pen.patch('0,-62 15,-56 17,-32 8,-10 0,-6 -8,-10 -17,-32 -15,-56', '#d8bf96', 0.75)
  for (let row = 0; row < 6; row++)
    for (let column = -2; column <= 2; column++)
      pen.patch(leaf(column * 5.6 + (row % 2) * 2.8 - 1.4, -53 + row * 7, 5, 2.3, Math.PI / 2), '#6b4a30', 0.75)
  for (const side of [-1, 1]) {
    pen.body(
      `${side * 24},-68 ${side * 35},-54 ${side * 34},-26 ${side * 20},-3 ${side * 17},-14 ${side * 21},-40`,
      '#6a4c34',
      { rim: 0.8 },
    )
    for (let row = 0; row < 4; row++)
      pen.line(`M${side * 32} ${-50 + row * 11}q${side * -5} 6 ${side * -9} 3`, '#c9a878', 0.8, 0.5)
    pen.patch(disc(side * 11.5, -77, 13.5, 14), '#e6d0a8')
    pen.patch(disc(side * 11.5, -77, 10.5, 11), '#c9a878', 0.7)
    canvas.circle(side * 11, -77, 8.2, pen.dark)
    paintEye(pen, side * 11, -77, 7.4, '#ffb52e')
    for (const toe of [-4, 0, 4]) pen.body(disc(side * 9 + toe, 0, 2, 3.6), '#c79a4e', { rim: 0.3 })
  }
  pen.patch('0,-66 -24,-88 -10,-86 0,-78 10,-86 24,-88', '#5f432c', 0.9)
  canvas.path(
    'M-3.6 -73Q0 -77 3.6 -73Q3 -65 0 -61Q-3 -65 -3.6 -73Z',
    canvas.linear([
      [0, '#f0c873'],
      [1, '#6b4a20'],
    ]),
  )
}

/** A bough for birds to sit on: as wide as the picture needs. */
export function bough(pen: Pen): void {
  const { random } = pen
  pen.body(taper(points('-460,70 -300,38 -120,13 -40,5 20,5 70,-2 112,-14'), 40, 3), '#5a4433')
  for (const [x, y, up] of [
    [-86, 8, -1],
    [-30, 6, 1],
    [52, 1, -1],
    [84, -6, 1],
  ] as const) {
    pen.body(
      taper(
        [
          [x, y],
          [x + 14, y + up * 10],
          [x + 32, y + up * 16],
        ],
        4,
        0.6,
      ),
      '#5a4433',
      { rim: 0.5 },
    )
    let needles = ''
    for (let index = 0; index < 22; index++) {
      const t = index / 22
      needles += leaf(x + 34 * t, y + up * 17 * t, 11, 1.3, random.around(1.7) + (index % 2 ? 0.7 : -0.7))
    }
    pen.patch(needles, '#3f6a4a')
  }
}

export function bird(pen: Pen): void {
  const { canvas } = pen
  pen.body(taper(points('-20,-22 -44,-10 -66,2'), 13, 8), '#4c5a70')
  pen.body('-30,-20 -22,-40 0,-52 12,-66 28,-72 42,-64 44,-50 38,-30 22,-10 0,-4 -18,-8', '#6f86a6', { dark: 0.4 })
  pen.patch('44,-54 43,-34 26,-10 6,-5 12,-22 28,-40 36,-56', '#ef8a4a', 0.95)
  pen.body('-34,-14 -26,-34 -4,-42 12,-34 8,-20 -14,-12', '#45546c', { rim: 0.7 })
  for (let row = 0; row < 3; row++) pen.line(`M${-24 + row * 9} ${-17 - row * 3}q12 -3 22 -11`, '#b7c6da', 0.7, 0.6)
  canvas.path(
    polygon([
      [42, -64],
      [56, -58],
      [43, -55],
    ]),
    pen.tone('#e7b04c'),
  )
  paintEye(pen, 34, -62, 2.8)
  for (const x of [4, 14]) pen.line(`M${x} -6V2M${x - 4} 3h9`, '#8a5a38', 1.6)
}
