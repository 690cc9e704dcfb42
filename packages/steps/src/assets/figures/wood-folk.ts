/** Mouse, deer, rabbit, bear. */
import { disc, leaf, points, taper } from '../paint/shapes.ts'
import { paintEye } from './pen.ts'
import type { Pen } from './pen.ts'

export function mouse(pen: Pen): void {
  const { canvas } = pen
  pen.body(taper(points('-38,-8 -58,-2 -78,-6 -92,-20 -96,-36'), 4.6, 0.9), '#b98a78')
  pen.body(disc(30, -45, 10, 12), '#8a6448')
  pen.body('-42,-3 -48,-20 -38,-38 -14,-48 10,-45 30,-38 46,-24 52,-14 46,-7 32,-3 16,0 -12,1 -32,1', '#a87850', {
    dark: 0.4,
  })
  pen.patch('-20,0 0,-8 22,-9 38,-8 46,-8 34,-3 16,0.5', '#ecd9bd', 0.75)
  pen.body('-40,-4 -44,-18 -34,-32 -18,-32 -8,-20 -10,-6 -22,1 -34,1', '#b0815a', { rim: 0.6 })
  pen.body(disc(15, -47, 13.5, 14.5), '#a07350')
  pen.patch(disc(16, -45.5, 9, 10), '#e0a08e', 0.9)
  pen.body('-36,1 -30,-5 -16,-4 -6,0 -10,2.4 -34,2.4', '#d9a893', { rim: 0.5 })
  pen.body('26,1 28,-8 33,-9 38,-3 42,0.6 38,2.4 28,2.4', '#d9a893', { rim: 0.5 })
  paintEye(pen, 34, -27, 4.4)
  canvas.circle(52, -15, 2.6, pen.tone('#d9837c'))
  for (const [dx, dy] of [
    [15, -7],
    [17, -1],
    [14, 5],
    [-2, 12],
    [4, 13],
  ] as const)
    pen.line(`M46 -13q${dx * 0.5} ${dy * 0.2} ${dx} ${dy}`, '#fff6e6', 0.35, 0.75)
  pen.line('M49 -10q-4 3.4 -9 2', '#4a2c22', 0.7, 0.6)
}

export function deer(pen: Pen): void {
  const { canvas } = pen
  const coat = '#a8713f'
  for (const [spine, width] of [
    ['20,-52 17,-28 20,-12 18,0', 8],
    ['-26,-54 -31,-34 -24,-22 -27,0', 10],
  ] as const)
    pen.patch(taper(points(spine), width, 3), '#5e3f28')
  antlers(pen)
  pen.body(leaf(37, -100, 13, 6.5, -2.55), coat, { rim: 0.6 })
  pen.body(
    `
      -39,-60 -36,-69 -20,-72 4,-69 18,-72 27,-86 33,-100 41,-105 48,-101 59,-93 61,-89 56,-86 47,-85 43,-74
      38,-60 28,-49 8,-45 -16,-46 -32,-47 -40,-52
    `,
    coat,
    { dark: 0.4 },
  )
  pen.patch('-18,-46 4,-51 24,-50 30,-49 18,-44 -6,-43', '#e8d5b4', 0.7)
  pen.patch('31,-92 40,-86 42,-74 36,-62 32,-74', '#e8d5b4', 0.4)
  pen.body(taper(points('29,-56 29,-30 31,-14 28,0'), 10, 3.2), coat, { rim: 0.6 })
  pen.body(taper(points('-31,-58 -41,-36 -34,-24 -37,0'), 17, 3.2), coat, { rim: 0.6 })
  pen.patch('-40,-62 -36,-66 -34,-52 -40,-46 -44,-54', '#f6ead2', 0.9)
  pen.body(leaf(44, -104, 14, 7, -1.1), coat, { rim: 0.6 })
  for (const [x, y] of [
    [-22, -65],
    [-12, -62],
    [-2, -65],
    [8, -61],
    [-17, -58],
    [-28, -58],
  ] as const)
    pen.patch(disc(x, y, 1.5, 1.1), '#f3e3c4', 0.8)
  paintEye(pen, 48.5, -96, 1.9)
  canvas.ellipse(60, -90.5, 1.9, 1.6, pen.dark)
}

function antlers(pen: Pen): void {
  for (const far of [0, 1]) {
    const [dx, tone] = [far ? 0 : 5, far ? '#d8c2a0' : '#8d7657']
    pen.body(taper(points(`${40 + dx},-102 ${33 + dx},-114 ${33 + dx},-128 ${44 + dx},-142`), 3, 0.8), tone, {
      rim: 0.4,
    })
    for (const [x, y, tx, ty] of [
      [35, -111, 45, -119],
      [32.5, -121, 43, -129],
      [34, -131, 27, -143],
    ] as const)
      pen.body(
        taper(
          [
            [x + dx, y],
            [(x + tx) / 2 + dx, (y + ty) / 2 + 1],
            [tx + dx, ty],
          ],
          1.9,
          0.5,
        ),
        tone,
        { rim: 0.3 },
      )
  }
}

export function rabbit(pen: Pen): void {
  const { canvas } = pen
  pen.body(disc(-42, -16, 9, 9), '#f3ece0')
  for (const [x, angle] of [
    [24, -1.9],
    [32, -1.62],
  ] as const) {
    pen.body(leaf(x, -58, 42, 12, angle), '#b59a80')
    pen.patch(leaf(x, -60, 34, 6, angle), '#e3b0a2', 0.8)
  }
  pen.body('-42,-4 -46,-22 -34,-42 -10,-48 10,-42 18,-30 24,-8 20,0 -20,1', '#bfa488', { dark: 0.4 })
  pen.body('10,-40 16,-58 32,-64 46,-56 51,-43 44,-34 28,-30 16,-32', '#c4aa8e', { dark: 0.35 })
  pen.body('-38,-4 -42,-20 -28,-32 -10,-28 -4,-12 -12,0 -28,2', '#c8ae92', { rim: 0.6 })
  pen.body('-34,2 -26,-5 -4,-4 4,1 -2,3', '#d8c2a8', { rim: 0.5 })
  pen.body('14,2 16,-18 24,-18 27,-2 30,2', '#c8ae92', { rim: 0.5 })
  paintEye(pen, 36, -51, 3.4)
  canvas.ellipse(50, -45, 2, 1.6, pen.tone('#d98f86'))
}

export function bear(pen: Pen): void {
  const fur = /polar|panda/i.test(pen.stage.setting.seed) ? '#e8e4da' : '#6f4a30'
  for (const x of [-36, 22])
    pen.patch(
      taper(
        [
          [x, -34],
          [x + 2, -14],
          [x + 2, 0],
        ],
        18,
        15,
      ),
      '#3c2819',
    )
  pen.body(
    `
      -62,-30 -62,-52 -46,-68 -18,-72 8,-78 26,-74 44,-72 60,-62 74,-52 76,-44 64,-38 48,-38 38,-28 20,-22 -20,-20
      -50,-20
    `,
    fur,
    { dark: 0.4 },
  )
  for (const x of [40, 52]) pen.body(disc(x, -73, 5.5, 6), fur, { rim: 0.6 })
  pen.body(taper(points('-50,-44 -54,-20 -50,0'), 26, 17), fur, { rim: 0.7 })
  pen.body(taper(points('34,-42 34,-20 38,0'), 21, 15), fur, { rim: 0.7 })
  paintEye(pen, 59, -59, 2)
  pen.canvas.ellipse(75, -50, 3.2, 2.8, pen.dark)
}
