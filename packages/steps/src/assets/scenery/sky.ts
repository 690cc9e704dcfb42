/** Sky, sun, moon, stars. */
import { darken, lighten, mix } from '../paint/colour.ts'
import { disc } from '../paint/shapes.ts'
import { isDark } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintClouds } from './clouds.ts'

export function paintSky(stage: Stage): void {
  const { canvas, palette, setting } = stage
  const [top, middle, low, horizon] = palette.sky
  canvas.rect(
    0,
    0,
    stage.w,
    stage.horizon + 2,
    canvas.linear([
      [0, top],
      [0.42, middle],
      [0.78, low],
      [1, horizon],
    ]),
  )
  canvas.rect(0, stage.horizon, stage.w, stage.h, horizon)
  const hidden = setting.weather.has('storm') || setting.weather.has('rain')
  if (isDark(stage) && !hidden) paintStars(stage, setting.details.has('stars') ? 420 : 150)
  if (setting.details.has('aurora')) paintAurora(stage)
  if (!hidden) paintLight(stage)
  paintClouds(stage)
}

/** The disc and the glow around it. */
function paintLight(stage: Stage): void {
  const { canvas, palette, light, setting } = stage
  const moon = setting.time === 'night'
  const veiled = setting.time === 'grey' || setting.time === 'predawn'
  const low = setting.time === 'sunrise' || setting.time === 'dusk' || setting.time === 'golden'
  const reach = low ? 75 : 55
  canvas.circle(
    light.x,
    light.y,
    reach,
    canvas.radial([
      [0, palette.disc, veiled ? 0.4 : 0.62],
      [0.12, palette.rim, 0.4],
      [0.4, palette.rim, 0.14],
      [1, palette.rim, 0],
    ]),
  )
  if (moon) paintMoon(stage, light.x, light.y, stage.moon)
  else if (!veiled) canvas.circle(light.x, light.y, low ? 7.5 : 4.6, palette.disc)
}

function paintMoon(stage: Stage, x: number, y: number, radius: number): void {
  const { canvas, palette } = stage
  const random = stage.random.fork('moon')
  canvas.circle(
    x,
    y,
    radius * 1.9,
    canvas.radial([
      [0.3, palette.disc, 0.34],
      [1, palette.disc, 0],
    ]),
  )
  canvas.circle(
    x,
    y,
    radius,
    canvas.radial(
      [
        [0, lighten(palette.disc, 0.5)],
        [0.75, palette.disc],
        [1, darken(palette.disc, 0.14)],
      ],
      0.4,
      0.38,
      0.62,
    ),
  )
  for (let index = 0; index < 11; index++) {
    const angle = random.between(0, 6.3)
    const away = Math.sqrt(random.next()) * radius * 0.72
    const size = radius * random.between(0.06, 0.24)
    canvas.ellipse(
      x + Math.cos(angle) * away,
      y + Math.sin(angle) * away,
      size,
      size * 0.9,
      darken(palette.disc, 0.25),
      0.22,
    )
  }
}

function paintStars(stage: Stage, count: number): void {
  const { canvas, w, horizon } = stage
  const random = stage.random.fork('stars')
  if (count > 300) paintMilkyWay(stage)
  const sizes: string[] = ['', '', '']
  for (let index = 0; index < count; index++) {
    const y = horizon * random.next() ** 1.35
    const bright = random.next() ** 5
    const size = 0.06 + bright * 0.24
    sizes[bright > 0.5 ? 2 : bright > 0.06 ? 1 : 0] += disc(random.between(0, w), y, size)
  }
  canvas.path(sizes[0] ?? '', '#dfe8ff', 0.5)
  canvas.path(sizes[1] ?? '', '#eef2ff', 0.8)
  canvas.path(sizes[2] ?? '', '#fff8e8')
}

function paintMilkyWay(stage: Stage): void {
  const { canvas, w, h, palette } = stage
  const random = stage.random.fork('milky way')
  const lean = random.chance(0.5) ? 1 : -1
  const glow = canvas.radial([
    [0, mix(palette.haze, '#cfd8ff', 0.5), 0.15],
    [0.5, palette.haze, 0.08],
    [1, palette.haze, 0],
  ])
  let dust = ''
  for (let index = 0; index < 34; index++) {
    const t = index / 33
    const x = w * (0.5 + lean * (t - 0.5) * 0.9) + random.around(9)
    const y = h * (0.02 + 0.6 * t) + random.around(5)
    const size = random.between(7, 15)
    canvas.ellipse(x, y, size * 1.1, size, glow)
    for (let star = 0; star < 16; star++)
      dust += disc(x + random.around(12), y + random.around(10), random.between(0.04, 0.11))
  }
  canvas.path(dust, '#e6ebff', 0.6)
}

function paintAurora(stage: Stage): void {
  const { canvas, w, h } = stage
  const random = stage.random.fork('aurora')
  for (const colour of ['#3fe0a0', '#52d6c8', '#8a6cf0', '#3fe0a0']) {
    const base = h * random.between(0.3, 0.5)
    const phase = random.between(0, 6)
    const fill = canvas.linear([
      [0, colour, 0],
      [0.7, colour, 0.085],
      [1, colour, 0],
    ])
    for (let x = -2; x < w + 2; x += 1.2) {
      const y = base + Math.sin(x * 0.05 + phase) * 9 + Math.sin(x * 0.13 + phase) * 3
      const tall = 26 + 14 * Math.sin(x * 0.09 + phase * 2) + random.around(6)
      canvas.rect(x, y - tall, 5.4, tall, fill)
    }
  }
}
