/** What falls and drifts between the eye and the scene, and the calm foot for captions. */
import { lighten } from '../paint/colour.ts'
import { disc, n, taper } from '../paint/shapes.ts'
import type { Stage } from '../paint/stage.ts'
import { paintCalmFoot, paintMist, paintMotes } from './light.ts'

const INDOORS = new Set(['room', 'space', 'underground', 'burrow', 'underwater'])

/** Lays the setting's weather over what is painted; indoors there is none. */
export function paintWeather(stage: Stage): void {
  const { setting, h, palette } = stage
  if (!INDOORS.has(setting.place)) {
    if (setting.weather.has('mist')) paintMist(stage, h * 0.6, 34, 0.42)
    if (setting.weather.has('rain') || setting.weather.has('storm')) paintRain(stage)
    if (setting.seed.toLowerCase().includes('lightning') || setting.weather.has('storm')) paintLightning(stage)
    if (setting.weather.has('snow')) paintSnowfall(stage)
    if (setting.weather.has('haze')) paintMist(stage, h * 0.56, 20, 0.5, lighten(palette.rim, 0.3))
    if (setting.details.has('fireflies')) paintMotes(stage, 36, '#ffe08a', 0.7)
  }
  paintCalmFoot(stage, setting.place === 'tidepool' ? 0.3 : 0.42)
}

function paintRain(stage: Stage): void {
  const { canvas, w, h, palette } = stage
  const random = stage.random.fork('rain')
  for (const [count, long, thick, opacity] of [
    [260, 5, 0.1, 0.3],
    [150, 10, 0.18, 0.34],
    [46, 19, 0.34, 0.26],
  ] as const) {
    let path = ''
    for (let index = 0; index < count; index++) {
      const [x, y, length] = [random.between(-4, w + 8), random.between(-8, h), long * random.between(0.6, 1.3)]
      path += `M${n(x)} ${n(y)}l${n(-length * 0.16)} ${n(length)}`
    }
    canvas.stroke(path, lighten(palette.rim, 0.4), thick, opacity)
  }
  paintMist(stage, h * 0.66, 30, 0.3)
  let splashes = ''
  for (let index = 0; index < 60; index++)
    splashes += disc(
      w * random.next(),
      h * random.between(0.74, 0.98),
      random.between(0.4, 1.4),
      random.between(0.1, 0.3),
    )
  canvas.stroke(splashes, lighten(palette.rim, 0.3), 0.12, 0.35)
}

function paintLightning(stage: Stage): void {
  const { canvas, w, h } = stage
  const random = stage.random.fork('lightning')
  if (!stage.setting.weather.has('storm')) return
  let x = stage.light.x
  const spine: [number, number][] = [[x, -2]]
  for (let y = 5; y < h * 0.58; y += 5) spine.push([(x += random.around(5)), y])
  canvas.ellipse(
    stage.light.x,
    h * 0.15,
    w * 0.3,
    h * 0.5,
    canvas.radial([
      [0, '#dfe6ff', 0.5],
      [1, '#dfe6ff', 0],
    ]),
  )
  canvas.stroke(`M${spine.map(([px, py]) => `${n(px)} ${n(py)}`).join('L')}`, '#cfd8ff', 1.5, 0.3)
  canvas.path(taper(spine, 0.8, 0.15), '#ffffff')
}

function paintSnowfall(stage: Stage): void {
  const { canvas, w, h } = stage
  const random = stage.random.fork('snow')
  let [small, large] = ['', '']
  for (let index = 0; index < 260; index++)
    small += disc(w * random.next(), h * random.next(), random.between(0.12, 0.36))
  canvas.path(small, '#ffffff', 0.8)
  for (let index = 0; index < 36; index++) large += disc(w * random.next(), h * random.next(), random.between(0.5, 1.1))
  canvas.path(large, '#ffffff', 0.35)
}
