/** The stage a scene is painted on: where things stand, how the light falls, which colours there are. */
import type { Place, Setting, Time } from '../prompt/setting.ts'
import { Canvas } from './canvas.ts'
import { mix, multiply } from './colour.ts'
import { choosePalette } from './palette.ts'
import type { Palette } from './palette.ts'
import { Random } from './random.ts'

/** Lengths are in the picture's units. */
export interface Stage {
  setting: Setting
  canvas: Canvas
  palette: Palette
  random: Random
  /** The short side is 100. */
  w: number
  h: number
  portrait: boolean
  /** Where sky and earth meet. */
  horizon: number
  /** Sun, moon or the brightest spot. */
  light: { x: number; y: number }
  /** Radius of the moon. */
  moon: number
  /** Middle of the subject, and how large it may be: inside every window of the camera, above the captions. */
  focus: { x: number; y: number; size: number }
}

/** Places whose light does not come from a disc behind the subject. */
const NO_BACKLIGHT = new Set<Place>([
  'floor',
  'room',
  'underwater',
  'underground',
  'burrow',
  'space',
  'tidepool',
  'woodland',
  'rails',
])
const LOW_SUN = new Set<Time>(['sunrise', 'dusk', 'golden'])

/** An empty stage; `aspect` is width over height. The seed decides where light and subject stand. */
export function setStage(setting: Setting, aspect: number): Stage {
  const [w, h] = aspect >= 1 ? [100 * aspect, 100] : [100, 100 / aspect]
  const random = new Random(setting.seed)
  const place = random.fork('place')
  const portrait = aspect < 0.9
  const side = place.chance(0.5) ? 1 : -1
  const wide = aspect > 1.2
  const focus = {
    x: w * (0.5 + side * (wide ? place.between(0.06, 0.12) : place.between(0, 0.03))),
    y: h * (portrait ? 0.47 : 0.47),
    size: Math.min(h * (portrait ? 0.36 : 0.44), w * 0.56),
  }
  const light = {
    x: w * (0.5 - side * (wide ? place.between(0.12, 0.2) : place.between(0.06, 0.14))),
    y: h * (portrait ? place.between(0.26, 0.32) : place.between(0.25, 0.32)),
  }
  const backlit = setting.subjects.length > 0 && !NO_BACKLIGHT.has(setting.place)
  const moonlit = setting.details.has('moon')
  if (backlit && moonlit) Object.assign(light, { x: focus.x + side * 2, y: focus.y - focus.size * 0.1 })
  else if (backlit && LOW_SUN.has(setting.time))
    Object.assign(light, { x: focus.x - side * focus.size * 0.42, y: focus.y - focus.size * 0.05 })
  const moon = !moonlit ? 6.5 : backlit ? focus.size * 0.44 : 12
  const horizon = h * (portrait ? 0.6 : 0.62)
  const canvas = new Canvas(w, h)
  return { setting, canvas, palette: choosePalette(setting), random, w, h, portrait, horizon, light, moon, focus }
}

/** A thing of the colour `base` under this hour's light; `depth` 0 is near, 1 is lost in the haze. */
export function tint(stage: Stage, base: string, depth = 0): string {
  return mix(multiply(base, stage.palette.ambient), stage.palette.haze, depth)
}

/** A silhouette at this depth: 0 is almost black, 1 is haze. */
export function shade(stage: Stage, depth: number): string {
  return mix(stage.palette.near, stage.palette.haze, depth)
}

/** No sun: what is white must be lit by something else. */
export function isDark(stage: Stage): boolean {
  return stage.setting.time === 'night' || stage.setting.time === 'predawn'
}

/** The sun stands low and colours everything. */
export function isLow(stage: Stage): boolean {
  return LOW_SUN.has(stage.setting.time)
}
