/** Crabs, from the front and out of a shell. */
import { disc, leaf, n, points, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { paintEye } from './pen.ts'
import type { Pen } from './pen.ts'
import { shell } from './shells.ts'

const ORIGIN: Point = [0, 0]
/** A claw, half open, around its joint. */
const PINCERS = '-5,5 -6,-6 4,-13 18,-14 30,-8 22,-6 14,-5 12,-1 22,0 30,2 18,9 6,10'

/** From the front, claws raised; out of a shell where the prompt says hermit or shell. */
export function crab(pen: Pen): void {
  if (/hermit/i.test(pen.stage.setting.seed) || pen.stage.setting.subjects.includes('shell')) return hermitCrab(pen)
  for (const side of [-1, 1]) {
    for (const leg of ['24,-20 62,-42 74,2', '24,-20 56,-30 68,2', '24,-20 46,-20 58,2']) {
      limb(pen, onSide(side, leg), '#c9502e')
    }
    pen.body(taper(onSide(side, '26,-34 46,-44 44,-62'), 9, 9), '#d95a34')
    pen.body(leaf(side * 42, -58, 34, 17, -Math.PI / 2 - side * 0.35), '#ee7a48')
    pen.body(leaf(side * 46, -60, 27, 10, -Math.PI / 2 + side * 0.5), '#e2653a')
    pen.body(taper(onSide(side, '9,-38 11,-48 11,-54'), 3.4, 3), '#f0a070', { rim: 0.4 })
    paintEye(pen, side * 11, -56, 4.6)
  }
  pen.body('-40,-26 -32,-40 -12,-46 12,-46 32,-40 40,-26 28,-12 0,-7 -28,-12', '#ee7044', { dark: 0.4 })
  pen.line('M-12 -18q12 7 24 0', '#6d2416', 1.2)
}

/** Points of the right half, mirrored where `side` is -1. */
function onSide(side: number, text: string): Point[] {
  return points(text).map(([x, y]) => [side * x, y])
}

function hermitCrab(pen: Pen): void {
  legs(pen, points('28,-14 22,-14 16,-14'), points('52,-34 44,-30 -4,-22'), points('60,1 46,1 -14,1'), '#b8492c')
  shell(pen)
  legs(pen, points('30,-16 26,-16 20,-16'), points('66,-38 54,-28 44,-20'), points('78,3 62,3 40,3'), '#e2653a')
  pen.body('10,-12 14,-30 28,-36 42,-30 46,-16 38,-7 20,-6', '#e86f42', { dark: 0.4 })
  for (const [x, y] of points('24,-26 31,-29 36,-22 28,-18')) pen.patch(disc(x, y, 1.5, 1.2), '#ffd0a0', 0.7)
  stalks(pen)
  for (const up of [-7, 4]) pen.line(`M42 -30q22 ${up - 22} 46 ${up - 14}`, '#c8553a', 0.7, 0.8)
  claw(pen, 44, -16, 66, -16, 1.15)
  claw(pen, 36, -10, 48, 0, 0.8)
}

function legs(pen: Pen, hips: Point[], knees: Point[], toes: Point[], base: string): void {
  hips.forEach((hip, index) => limb(pen, [hip, knees[index] ?? hip, toes[index] ?? hip], base))
}

function stalks(pen: Pen): void {
  stalk(pen, 30, [30, -56])
  stalk(pen, 38, [45, -55])
}

function stalk(pen: Pen, root: number, [x, y]: Point): void {
  const spine: Point[] = [
    [root, -32],
    [(root + x) / 2, -44],
    [x, y],
  ]
  pen.body(taper(spine, 3.6, 2.4), '#f0a070', { rim: 0.4 })
  paintEye(pen, x, y - 2, 4.3)
}

/** Hip, knee and toe. */
function limb(pen: Pen, [hip = ORIGIN, knee = hip, toe = knee]: readonly Point[], base: string): void {
  pen.body(taper([hip, [(hip[0] + knee[0]) / 2, (hip[1] + knee[1]) / 2 - 2], knee], 6.4, 5), base, { rim: 0.6 })
  pen.body(taper([knee, [(knee[0] + toe[0]) / 2 + 3, (knee[1] + toe[1]) / 2], toe], 5, 0.6), base, { rim: 0.6 })
}

/** From its shoulder at x, y to its joint at tx, ty. */
function claw(pen: Pen, x: number, y: number, tx: number, ty: number, size: number): void {
  const arm: Point[] = [
    [x, y],
    [(x + tx) / 2, Math.max(y, ty) + 1],
    [tx, ty],
  ]
  pen.body(taper(arm, 8 * size, 9 * size), '#d95a34', { rim: 0.6 })
  const pincers = points(PINCERS).map(([dx, dy]) => `${n(tx + dx * size)},${n(ty + dy * size)}`)
  pen.body(pincers.join(' '), '#ee7a48', { rim: 0.8, dark: 0.35 })
}
