/** Cat, dog, horse, elephant, butterfly. */
import { lighten, mix } from '../paint/colour.ts'
import { disc, leaf, points, taper } from '../paint/shapes.ts'
import { paintEye } from './pen.ts'
import type { Pen } from './pen.ts'

/** Sits, seen from the side, looking at us. */
export function cat(pen: Pen): void {
  const fur = /lion|tiger|leopard/i.test(pen.stage.setting.seed)
    ? '#d9963f'
    : pen.random.pick(['#4a4650', '#c47a3c', '#8d8a8c'])
  pen.body(taper(points('-22,-4 -42,-2 -56,-12 -56,-30 -48,-38'), 8, 5), fur)
  pen.body('-26,0 -34,-18 -26,-42 -8,-58 10,-62 20,-50 22,-20 24,0', fur, { dark: 0.45 })
  pen.body('-26,1 -34,-14 -24,-28 -8,-24 0,-8 -4,1', lighten(fur, 0.06), { rim: 0.6 })
  for (const x of [9, 19])
    pen.body(
      taper(
        [
          [x, -40],
          [x, -16],
          [x + 1.5, 0],
        ],
        10,
        8,
      ),
      fur,
      { rim: 0.6 },
    )
  pen.body('2,-94 8,-84 14,-83 22,-84 30,-94 34,-76 32,-64 16,-56 0,-64 -2,-76', fur, { dark: 0.35 })
  for (const side of [-1, 1]) pen.patch(leaf(16 + side * 10, -82, 9, 4, -Math.PI / 2 + side * 0.3), '#d99a8c', 0.7)
  for (const x of [9, 23]) paintEye(pen, x, -73, 3.6, '#c7d84a')
  pen.canvas.ellipse(16, -67, 1.6, 1.2, pen.tone('#d98f86'))
  for (const side of [-1, 1])
    for (const dy of [-2, 1]) pen.line(`M${16 + side * 5} -65l${side * 15} ${dy * 2}`, '#fff6ea', 0.3, 0.7)
}

/** Stands, head up: a dog, a wolf, a fox. */
export function dog(pen: Pen): void {
  const seed = pen.stage.setting.seed
  const fur = /fox/i.test(seed) ? '#d9692c' : /wolf|coyote/i.test(seed) ? '#7d8088' : '#b0753f'
  pen.body(taper(points('-40,-50 -58,-52 -70,-66 -70,-80'), 10, 4), fur)
  for (const x of [-28, 16])
    pen.patch(
      taper(
        [
          [x, -40],
          [x + 1, -20],
          [x - 1, 0],
        ],
        9,
        5.5,
      ),
      mix(fur, '#1a120e', 0.5),
    )
  pen.body(
    `
      -46,-38 -44,-54 -24,-59 4,-58 18,-66 24,-82 34,-92 44,-90 52,-82 64,-77 66,-71 58,-67 46,-66 40,-54 32,-38
      12,-31 -12,-33 -34,-30
    `,
    fur,
    { dark: 0.45 },
  )
  pen.body(leaf(30, -86, 16, 8, -1.9), fur, { rim: 0.6 })
  pen.body(leaf(38, -88, 16, 8, -1.4), fur, { rim: 0.6 })
  pen.patch('40,-66 38,-50 28,-36 26,-52 32,-66', '#f6e8d2', 0.8)
  pen.body(taper(points('-38,-44 -46,-24 -40,-14 -41,0'), 16, 6), fur, { rim: 0.6 })
  pen.body(taper(points('26,-42 27,-20 27,0'), 12, 6), fur, { rim: 0.6 })
  paintEye(pen, 47, -80, 2.2)
  pen.canvas.ellipse(65, -75, 2.4, 2, pen.dark)
}

export function horse(pen: Pen): void {
  const coat = /zebra/i.test(pen.stage.setting.seed) ? '#eee8de' : '#8a5230'
  pen.body(taper(points('-50,-70 -66,-62 -72,-40 -68,-24'), 9, 5), '#3a2218')
  for (const spine of ['-34,-50 -38,-28 -30,0', '22,-50 30,-28 24,0'])
    pen.patch(taper(points(spine), 9, 4.5), mix(coat, '#180e0a', 0.5))
  pen.body(
    `
      -54,-62 -46,-74 -22,-76 4,-72 20,-78 32,-96 44,-110 54,-108 66,-92 72,-84 66,-79 56,-84 50,-84 46,-70 38,-54
      22,-46 -8,-44 -38,-46 -52,-50
    `,
    coat,
    { dark: 0.45 },
  )
  pen.body(taper(points('-44,-58 -54,-36 -46,-22 -49,0'), 18, 5), coat, { rim: 0.6 })
  pen.body(taper(points('32,-56 32,-30 34,-16 32,0'), 13, 5), coat, { rim: 0.6 })
  pen.body('46,-116 38,-108 26,-96 18,-80 10,-70 20,-72 30,-84 38,-96 46,-104', '#2f1b14', { rim: 0.6 })
  pen.body(leaf(46, -108, 11, 5, -1.4), coat, { rim: 0.5 })
  paintEye(pen, 55, -99, 2)
}

export function elephant(pen: Pen): void {
  const skin = '#86868e'
  for (const x of [-32, 16])
    pen.patch(
      taper(
        [
          [x, -36],
          [x, -16],
          [x, 0],
        ],
        18,
        16,
      ),
      '#4a4a54',
    )
  pen.body('-60,-34 -60,-62 -42,-82 -10,-88 18,-86 34,-92 54,-86 64,-70 62,-56 48,-46 32,-34 0,-28 -40,-26', skin, {
    dark: 0.45,
  })
  for (const x of [-46, 32])
    pen.body(
      taper(
        [
          [x, -44],
          [x, -20],
          [x, 0],
        ],
        23,
        18,
      ),
      skin,
      { rim: 0.7 },
    )
  pen.body(taper(points('58,-66 70,-48 70,-26 76,-10 86,-10'), 17, 5), skin)
  pen.body('30,-86 44,-72 44,-54 34,-42 18,-46 12,-64 16,-80', '#96969e')
  pen.body(taper(points('58,-50 68,-40 82,-40'), 5, 1), '#f6ecd8', { rim: 0.4 })
  paintEye(pen, 54, -70, 2)
}

export function butterfly(pen: Pen): void {
  const base = pen.stage.setting.hue ?? pen.stage.palette.accent
  for (const side of [-1, 1]) {
    pen.body(`${side * 2},-50 ${side * 16},-84 ${side * 44},-92 ${side * 50},-70 ${side * 32},-48`, base, { dark: 0.2 })
    pen.body(
      `${side * 2},-48 ${side * 28},-46 ${side * 40},-28 ${side * 28},-8 ${side * 12},-20`,
      mix(base, '#ffd27a', 0.4),
      { dark: 0.25 },
    )
    for (const [x, y, r] of [
      [40, -78, 4],
      [32, -66, 2.6],
      [28, -26, 4],
      [20, -34, 2.4],
    ] as const)
      pen.patch(disc(side * x, y, r), '#fff3d6', 0.85)
    pen.line(`M0 -66q${side * 6} -16 ${side * 14} -22`, '#2a1c18', 1)
  }
  pen.body(disc(0, -46, 3, 22), '#2a1c18', { rim: 0.4 })
}
