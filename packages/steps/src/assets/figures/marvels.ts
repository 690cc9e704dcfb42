/** Robot, heart, astronaut, planet. */
import { lighten, mix } from '../paint/colour.ts'
import { disc, leaf, polygon, taper } from '../paint/shapes.ts'
import { paintPlanet } from '../scenery/beyond.ts'
import type { Pen } from './pen.ts'

export function robot(pen: Pen): void {
  const metal = '#9aa6b4'
  for (const side of [-1, 1]) {
    pen.body(
      taper(
        [
          [side * 10, -22],
          [side * 11, 0],
        ],
        11,
        13,
      ),
      metal,
    )
    pen.body(
      taper(
        [
          [side * 26, -56],
          [side * 37, -40],
          [side * 35, -24],
        ],
        9,
        9,
      ),
      metal,
    )
  }
  pen.body('M-26 -60Q-26 -66 -20 -66H20Q26 -66 26 -60V-24Q26 -18 20 -18H-20Q-26 -18 -26 -24Z', metal)
  pen.body('M-28 -98Q-28 -108 -18 -108H18Q28 -108 28 -98V-78Q28 -70 18 -70H-18Q-28 -70 -28 -78Z', lighten(metal, 0.2))
  pen.canvas.path('M-21 -98H21V-78H-21Z', '#152230')
  for (const x of [-10, 10]) {
    pen.canvas.circle(
      x,
      -88,
      14,
      pen.canvas.radial([
        [0, '#7fe8ff', 0.9],
        [0.3, '#45c8f0', 0.5],
        [1, '#45c8f0', 0],
      ]),
    )
    pen.canvas.circle(x, -88, 4.4, '#d8f8ff')
  }
  pen.line('M0 -108v-10', '#6a7684', 1.6)
  pen.canvas.circle(0, -120, 3.4, pen.stage.palette.accent)
  pen.patch(disc(0, -44, 8), pen.stage.palette.accent, 0.9)
}

export function heart(pen: Pen): void {
  const base = pen.stage.setting.hue ?? '#e0483f'
  pen.canvas.circle(
    0,
    -50,
    100,
    pen.canvas.radial([
      [0, lighten(base, 0.4), 0.5],
      [1, base, 0],
    ]),
  )
  pen.body('M0 0C-70 -44 -56 -100 -26 -100C-10 -100 -2 -88 0 -80C2 -88 10 -100 26 -100C56 -100 70 -44 0 0Z', base)
  pen.patch(leaf(-34, -64, 26, 9, -1.1), '#ffffff', 0.3)
}

export function astronaut(pen: Pen): void {
  const suit = '#eef0f4'
  pen.body('-20,-74 20,-74 24,-34 -24,-34', '#aab2c0')
  limbs(pen, suit)
  pen.body('-18,-74 0,-78 18,-74 20,-48 14,-30 -14,-30 -20,-48', suit)
  pen.body(disc(0, -92, 20, 20), suit)
  visor(pen)
  pen.patch(
    polygon([
      [-8, -62],
      [8, -62],
      [8, -50],
      [-8, -50],
    ]),
    '#c8ced8',
  )
  for (const [x, tone] of [
    [-4, '#e0483f'],
    [0, '#45a8f0'],
    [4, '#f0b440'],
  ] as const)
    pen.canvas.circle(x, -56, 1.5, tone)
}

function limbs(pen: Pen, suit: string): void {
  for (const side of [-1, 1]) {
    pen.body(
      taper(
        [
          [side * 8, -36],
          [side * 14, -18],
          [side * 12, 2],
        ],
        14,
        13,
      ),
      suit,
    )
    pen.body(
      taper(
        [
          [side * 16, -68],
          [side * 34, -58],
          [side * 44, -72],
        ],
        13,
        10,
      ),
      suit,
    )
  }
}

function visor(pen: Pen): void {
  pen.canvas.path(
    'M-14 -92Q-14 -104 0 -104Q14 -104 14 -92Q12 -82 0 -82Q-12 -82 -14 -92Z',
    pen.canvas.linear([
      [0, '#ffd98a'],
      [0.5, '#c8843c'],
      [1, '#3a2440'],
    ]),
  )
  pen.canvas.ellipse(-5, -98, 4, 2.4, '#ffffff', 0.8)
}

export function planet(pen: Pen): void {
  const { stage } = pen
  const earth = /earth|globe|world|terre|erde/i.test(stage.setting.seed)
  const mars = /mars/i.test(stage.setting.seed)
  const colour = stage.setting.hue ?? (earth ? '#3a86d0' : mars ? '#d2683c' : '#d9a860')
  paintPlanet({ ...stage, light: { x: -100, y: 0 } }, 0, -50, 50, colour, !earth && !mars)
  if (earth)
    for (const shape of [
      '-20,-80 4,-84 10,-66 -8,-56 -24,-62',
      '14,-52 34,-58 36,-34 20,-22 8,-36',
      '-34,-44 -18,-42 -20,-24 -32,-26',
    ])
      pen.patch(shape, mix('#6fb86a', '#ffffff', 0.1), 0.5)
}
