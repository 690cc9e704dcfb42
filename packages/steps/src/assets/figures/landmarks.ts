/** Lighthouse, bridge, tent, candle. */
import { lighten, mix } from '../paint/colour.ts'
import { disc, points, polygon, taper } from '../paint/shapes.ts'
import type { Pen } from './pen.ts'

export function lighthouse(pen: Pen): void {
  const { canvas } = pen
  sweep(pen)
  pen.body('-64,16 -50,-3 -22,-10 14,-9 44,-4 66,16', '#5f5660')
  for (let band = 0; band < 5; band++) {
    const [a, b] = [13 - band * 1.35, 13 - (band + 1) * 1.35]
    pen.body(
      polygon([
        [-a, -7 - band * 15.6],
        [a, -7 - band * 15.6],
        [b, -22.8 - band * 15.6],
        [-b, -22.8 - band * 15.6],
      ]),
      band % 2 ? '#d2483c' : '#f4eee2',
      { rim: 0.4, dark: 0.3 },
    )
  }
  pen.body(polygon(points('-10,-84 10,-84 9,-89 -9,-89')), '#3c3440')
  canvas.rect(-5, -100, 10, 12, '#fff3c0')
  canvas.circle(
    0,
    -95,
    34,
    canvas.radial([
      [0, '#fffbe0', 1],
      [0.2, '#ffe79a', 0.55],
      [1, '#ffd070', 0],
    ]),
  )
  pen.body('-7,-100 0,-110 7,-100', '#c8402f', { rim: 0.4 })
}

/** The beams of its lamp, to both sides. */
function sweep({ canvas }: Pen): void {
  for (const side of [-1, 1])
    canvas.path(
      polygon([
        [0, -97],
        [side * 230, -135],
        [side * 230, -82],
        [0, -93],
      ]),
      canvas.linear(
        [
          [0, '#fff0b8', side > 0 ? 0.65 : 0],
          [1, '#fff0b8', side > 0 ? 0 : 0.65],
        ],
        [0, 0, 1, 0],
      ),
    )
}

export function bridge(pen: Pen): void {
  const stone = '#8d8078'
  pen.body('M-460 -60H460V-46H-460Z', stone)
  for (let arch = -7; arch <= 7; arch++) {
    const x = arch * 62
    pen.body(`M${x - 31} -46H${x + 31}V26H${x + 24}V4A24 34 0 0 0 ${x - 24} 4V26H${x - 31}Z`, stone, { dark: 0.6 })
    pen.line(`M${x + 25} 5A25 35 0 0 0 ${x - 25} 5`, '#c9bcae', 1.4, 0.5)
  }
  pen.line('M-460 -64H460', '#b8aca0', 2.4)
}

export function tent(pen: Pen): void {
  const cloth = pen.stage.setting.hue ?? '#e08a3c'
  pen.canvas.circle(
    0,
    -20,
    80,
    pen.canvas.radial([
      [0, '#ffcf7a', 0.5],
      [1, '#ffb04a', 0],
    ]),
  )
  pen.body(
    polygon([
      [-58, 2],
      [-6, -62],
      [52, 2],
    ]),
    cloth,
    { dark: 0.3 },
  )
  pen.patch(
    polygon([
      [-6, -62],
      [-20, 2],
      [14, 2],
    ]),
    '#ffe0a0',
  )
  pen.body(
    polygon([
      [-6, -62],
      [-20, 2],
      [-10, 2],
    ]),
    mix(cloth, '#5a2a14', 0.5),
    { rim: 0.4 },
  )
  pen.line('M-6 -62L-74 6M-6 -62L66 6', '#3a281e', 0.7)
}

/** A lantern, a candle, a street lamp: a small flame and its glow. */
export function candle(pen: Pen): void {
  const { canvas } = pen
  canvas.circle(
    0,
    -74,
    120,
    canvas.radial([
      [0, '#fff2c0', 0.75],
      [0.15, '#ffd080', 0.4],
      [1, '#ff9c3a', 0],
    ]),
  )
  pen.body(
    taper(
      [
        [0, 2],
        [0, -28],
        [0, -56],
      ],
      19,
      17,
    ),
    '#f3e6cc',
    { dark: 0.35 },
  )
  pen.body(disc(0, -56, 8.6, 3), '#fff3d6', { rim: 0.4 })
  pen.body('-26,2 -20,-4 20,-4 26,2 18,7 -18,7', '#a8783c')
  canvas.path(
    'M0 -58C-9 -64 -6 -74 0 -90C6 -74 9 -64 0 -58Z',
    canvas.linear([
      [0, '#fff8e0'],
      [0.6, '#ffd060'],
      [1, '#ff8a30'],
    ]),
  )
  canvas.ellipse(0, -66, 2.6, 6, lighten('#ffe9a0', 0.5))
  pen.line('M0 -62v6', '#3a2418', 0.9)
}
