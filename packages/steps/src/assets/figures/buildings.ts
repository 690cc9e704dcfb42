/** House, tower, windmill, lighthouse, bridge, tent, signal. */
import { lighten, mix } from '../paint/colour.ts'
import { disc, n, polygon, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { isDark } from '../paint/stage.ts'
import type { Pen } from './pen.ts'

function window(pen: Pen, x: number, y: number, width: number, height: number): void {
  const lit = isDark(pen.stage) || pen.stage.setting.time === 'dusk' || pen.stage.setting.weather.has('snow')
  if (lit) pen.canvas.circle(x + width / 2, y + height / 2, width * 2.6, pen.canvas.radial([[0, '#ffd27a', 0.5], [1, '#ffb14a', 0]]))
  pen.canvas.rect(x, y, width, height, lit ? '#ffe2a0' : mix(pen.tone('#3a4656'), pen.stage.palette.sky[2], 0.4))
  pen.line(`M${n(x + width / 2)} ${n(y)}v${n(height)}M${n(x)} ${n(y + height / 2)}h${n(width)}`, '#4a3426', width * 0.12)
}

export function house(pen: Pen): void {
  pen.body(polygon([[22, -80], [22, -96], [31, -96], [31, -72]]), '#8d5a48')
  for (const [x, y, r] of [[30, -102, 4], [36, -112, 6], [45, -124, 8]] as const) pen.canvas.circle(x, y, r, pen.canvas.radial([[0, pen.stage.palette.haze, 0.6], [1, pen.stage.palette.haze, 0]]))
  pen.body(polygon([[-44, 2], [-44, -48], [44, -48], [44, 2]]), '#d9c4a2', { dark: 0.45 })
  pen.body(polygon([[-54, -46], [-26, -86], [34, -86], [54, -46]]), pen.stage.setting.weather.has('snow') ? '#eef2f8' : '#a5482f', { dark: 0.4 })
  for (let row = 1; row < 5; row++) pen.line(`M${n(-54 + row * 5.6)} ${-46 - row * 8}H${n(54 - row * 4)}`, '#5a2418', 0.5, 0.35)
  pen.body(polygon([[-9, 2], [-9, -28], [9, -28], [9, 2]]), '#5f3d2a', { rim: 0.5 })
  for (const x of [-35, 20]) window(pen, x, -34, 14, 16)
}

export function tower(pen: Pen): void {
  const stone = '#9a92a0'
  for (const [x, wide, tall] of [[-36, 20, 62], [36, 22, 70], [0, 26, 104]] as const) {
    pen.body(polygon([[x - wide / 2, 4], [x - wide / 2, -tall], [x + wide / 2, -tall], [x + wide / 2, 4]]), stone)
    pen.body(polygon([[x - wide * 0.66, -tall], [x, -tall - wide * 1.5], [x + wide * 0.66, -tall]]), '#7d4a58')
    window(pen, x - 2.4, -tall + 10, 4.8, 9)
    pen.line(`M${x} ${-tall - wide * 1.5}v-9`, '#3c3038', 0.9)
    pen.patch(polygon([[x, -tall - wide * 1.5 - 9], [x + 9, -tall - wide * 1.5 - 6], [x, -tall - wide * 1.5 - 3]]), pen.stage.palette.accent)
  }
  const wall: Point[] = [[-56, 5], [-56, -34]]
  for (let x = -56; x < 56; x += 8) wall.push([x, -40], [x + 4, -40], [x + 4, -34], [x + 8, -34])
  pen.body(polygon([...wall, [56, 5]]), mix(stone, '#6a6270', 0.35))
  pen.canvas.path('M-9 5V-14A9 9 0 0 1 9 -14V5Z', pen.dark)
  for (const x of [-38, 34]) window(pen, x, -24, 4, 8)
}

export function windmill(pen: Pen): void {
  pen.body(polygon([[-18, 3], [-11, -62], [11, -62], [18, 3]]), '#dccbb0')
  pen.body('-13,-60 -10,-72 0,-78 10,-72 13,-60', '#7a4a38')
  window(pen, -3, -40, 6, 9)
  const turn = pen.random.between(0.2, 0.6)
  for (let sail = 0; sail < 4; sail++) {
    const angle = turn + (sail * Math.PI) / 2
    const at = (r: number, side: number): Point => [Math.cos(angle) * r - Math.sin(angle) * side, -65 + Math.sin(angle) * r + Math.cos(angle) * side]
    pen.line(`M0 -65L${at(54, 0).map(n).join(' ')}`, '#4a3426', 1.6)
    pen.body(polygon([at(10, 1), at(53, 1), at(53, 10), at(10, 8)]), '#f3e6cc', { rim: 0.5 })
  }
  pen.patch(disc(0, -65, 3), '#3a281e')
}

export function lighthouse(pen: Pen): void {
  const { canvas } = pen
  for (const side of [-1, 1]) canvas.path(polygon([[0, -97], [side * 230, -135], [side * 230, -82], [0, -93]]), canvas.linear([[0, '#fff0b8', side > 0 ? 0.65 : 0], [1, '#fff0b8', side > 0 ? 0 : 0.65]], [0, 0, 1, 0]))
  pen.body('-64,16 -50,-3 -22,-10 14,-9 44,-4 66,16', '#5f5660')
  for (let band = 0; band < 5; band++) {
    const [a, b] = [13 - band * 1.35, 13 - (band + 1) * 1.35]
    pen.body(polygon([[-a, -7 - band * 15.6], [a, -7 - band * 15.6], [b, -22.8 - band * 15.6], [-b, -22.8 - band * 15.6]]), band % 2 ? '#d2483c' : '#f4eee2', { rim: 0.4, dark: 0.3 })
  }
  pen.body(polygon([[-10, -84], [10, -84], [9, -89], [-9, -89]]), '#3c3440')
  canvas.rect(-5, -100, 10, 12, '#fff3c0')
  canvas.circle(0, -95, 34, canvas.radial([[0, '#fffbe0', 1], [0.2, '#ffe79a', 0.55], [1, '#ffd070', 0]]))
  pen.body('-7,-100 0,-110 7,-100', '#c8402f', { rim: 0.4 })
}

export function bridge(pen: Pen): void {
  const stone = '#8d8078'
  let path = 'M-190 -58L190 -58L190 -44'
  for (let arch = 2; arch >= -2; arch--) {
    const x = arch * 62
    path += `L${x + 26} -44L${x + 26} 8A26 44 0 0 0 ${x - 26} 8L${x - 26} -44`
  }
  pen.body('M-190 -60H190V-46H-190Z', stone)
  for (let arch = -3; arch <= 3; arch++) {
    const x = arch * 62
    pen.body(`M${x - 31} -46H${x + 31}V26H${x + 24}V4A24 34 0 0 0 ${x - 24} 4V26H${x - 31}Z`, stone, { dark: 0.6 })
    pen.line(`M${x + 25} 5A25 35 0 0 0 ${x - 25} 5`, '#c9bcae', 1.4, 0.5)
  }
  pen.line('M-190 -64H190', '#b8aca0', 2.4)
  if (path.length === 0) return
}

export function tent(pen: Pen): void {
  const cloth = pen.stage.setting.hue ?? '#e08a3c'
  pen.canvas.circle(0, -20, 80, pen.canvas.radial([[0, '#ffcf7a', 0.5], [1, '#ffb04a', 0]]))
  pen.body(polygon([[-58, 2], [-6, -62], [52, 2]]), cloth, { dark: 0.3 })
  pen.patch(polygon([[-6, -62], [-20, 2], [14, 2]]), '#ffe0a0')
  pen.body(polygon([[-6, -62], [-20, 2], [-10, 2]]), mix(cloth, '#5a2a14', 0.5), { rim: 0.4 })
  pen.line('M-6 -62L-74 6M-6 -62L66 6', '#3a281e', 0.7)
}

/** A lantern, a candle, a street lamp: a small flame and its glow. */
export function candle(pen: Pen): void {
  const { canvas } = pen
  canvas.circle(0, -74, 120, canvas.radial([[0, '#fff2c0', 0.75], [0.15, '#ffd080', 0.4], [1, '#ff9c3a', 0]]))
  pen.body(taper([[0, 2], [0, -28], [0, -56]], 19, 17), '#f3e6cc', { dark: 0.35 })
  pen.body(disc(0, -56, 8.6, 3), '#fff3d6', { rim: 0.4 })
  pen.body('-26,2 -20,-4 20,-4 26,2 18,7 -18,7', '#a8783c')
  canvas.path('M0 -58C-9 -64 -6 -74 0 -90C6 -74 9 -64 0 -58Z', canvas.linear([[0, '#fff8e0'], [0.6, '#ffd060'], [1, '#ff8a30']]))
  canvas.ellipse(0, -66, 2.6, 6, lighten('#ffe9a0', 0.5))
  pen.line('M0 -62v6', '#3a2418', 0.9)
}
