/** The colours of an hour: sky from top to horizon, the light, and what they make of everything else. */
import type { Setting, Time } from '../prompt/setting.ts'
import { hueOf, mix, multiply, turn } from './colour.ts'
import { Random } from './random.ts'

/** Colours as `#rrggbb`. */
export interface Palette {
  /** Top, middle, low, horizon. */
  sky: readonly [string, string, string, string]
  /** The disc of sun or moon. */
  disc: string
  /** Light that falls on edges. */
  rim: string
  /** Distance: what everything far turns into. */
  haze: string
  /** The darkest dark, for silhouettes near the eye. */
  near: string
  /** White paper under this light. */
  ambient: string
  /** One strong colour against the rest. */
  accent: string
}

const HOURS: Record<Time, readonly [Palette, ...Palette[]]> = {
  predawn: [
    hour('#0a1636 #1d3866 #4f7699 #a9bfca', '#dfeaf0', '#a8cbe0', '#6d8fab', '#050d1d', '#5f80b0', '#e8a87c'),
    hour('#111540 #33407e #7d7fae #e0b7b5', '#f5e5e0', '#c9bfe6', '#8587ad', '#0a0d24', '#6d78b4', '#f0a58f'),
  ],
  sunrise: [
    hour('#3f5a9d #a97fb4 #f2a0a0 #ffe0b0', '#fff4d8', '#ffd9b0', '#edb3ad', '#231638', '#eebfb4', '#ff7d6b'),
    hour('#35749b #8fb3be #f7c6a8 #ffecc2', '#fff8e2', '#ffe4b5', '#e9c6b0', '#1c2540', '#f1cdb4', '#f2785c'),
  ],
  morning: [
    hour('#3f8fc4 #86c1dc #cbe6e2 #fdf1d0', '#fffbe8', '#fff3c9', '#c4dcd8', '#123036', '#f4efdd', '#f08a4b'),
    hour('#5a9fb9 #9ccbcf #dbe8d3 #fff0c4', '#fffbe8', '#fff1c0', '#cbdccb', '#14302c', '#f3eed6', '#e9764f'),
  ],
  noon: [
    hour('#0f6cb8 #3f9fdf #8ed0f0 #e2f5f4', '#ffffff', '#fffbe0', '#b4dcea', '#10303a', '#ffffff', '#ff8a3d'),
    hour('#1478b0 #48b0d8 #9fdcea #eef7e8', '#ffffff', '#fff9d8', '#bfe2e4', '#0f332f', '#fffdf4', '#f2663b'),
  ],
  golden: [
    hour('#5b86a3 #c8ab7d #f6c066 #ffe9b0', '#fff6d6', '#ffe09a', '#efc380', '#2b1a12', '#ffdca2', '#e8622c'),
    hour('#8a6f8f #d99a72 #fbbf62 #fff0b8', '#fff6d6', '#ffd98a', '#f0b878', '#2a1420', '#ffd39a', '#d9483b'),
  ],
  dusk: [
    hour('#1c1546 #5a2c78 #cf5577 #ffb066', '#ffe6b5', '#ffb27a', '#b25a86', '#120a26', '#bb82aa', '#ff7a45'),
    hour('#172350 #47457f #c96a7c #ffc07a', '#ffe9bf', '#ffc08a', '#9d6485', '#0d1028', '#ab88b0', '#ff8552'),
  ],
  night: [
    hour('#03071c #0a1a40 #1b3868 #43689a', '#f6f1dc', '#a9c6f0', '#2b4d7d', '#02040d', '#4b68a0', '#ffc56b'),
    hour('#070620 #16184a #2c3472 #5d659f', '#fbf2e0', '#b9bdf2', '#3b4382', '#04030f', '#5a62a6', '#ffb877'),
    hour('#02101d #06293f #0f4a60 #3f8590', '#f4f4e2', '#a0dde0', '#1f5a6c', '#010a10', '#417a90', '#ffcb74'),
  ],
  grey: [
    hour('#66788a #93a3ad #bfc8ca #e4e4dc', '#f7f6ee', '#f2f0e4', '#b6c1c4', '#1c262d', '#c4ccd0', '#c8773f'),
    hour('#6d7f80 #9cadaa #c6cec6 #e6e6da', '#f7f6ee', '#f0efdf', '#bac5be', '#1a2825', '#c3cdc6', '#b9823a'),
  ],
}

function hour(
  sky: string,
  disc: string,
  rim: string,
  haze: string,
  near: string,
  ambient: string,
  accent: string,
): Palette {
  return { sky: sky.split(' ') as [string, string, string, string], disc, rim, haze, near, ambient, accent }
}

/** The palette of the prompt's hour and weather; of several that fit, the seed chooses. */
export function choosePalette(setting: Setting): Palette {
  const random = new Random(`${setting.seed}/palette`)
  const base = weathered(random.pick(HOURS[setting.time]), setting)
  const swing = random.around(9)
  const paint = (colour: string, amount: number): string =>
    setting.skyHue ? hueOf(setting.skyHue, turn(colour, swing), amount) : turn(colour, swing)
  const [top, middle, low, horizon] = base.sky
  return {
    ...base,
    sky: [paint(top, 0.5), paint(middle, 0.45), paint(low, 0.3), paint(horizon, 0.12)],
    haze: paint(base.haze, 0.4),
    near: paint(base.near, 0.15),
    ambient:
      setting.place === 'space'
        ? '#e9edff'
        : setting.place === 'room'
          ? mix(base.ambient, '#ffd9a8', 0.6)
          : base.ambient,
  }
}

function weathered(palette: Palette, { weather, time }: Setting): Palette {
  if (weather.has('storm') || weather.has('rain')) return toned(palette, time === 'night' ? '#1a2433' : '#3d5f76', 0.6)
  if (weather.has('snow')) return toned(palette, '#c9d6e2', time === 'night' ? 0.12 : 0.4)
  if (weather.has('mist')) return toned(palette, palette.sky[3], 0.22)
  if (weather.has('cloudy')) return toned(palette, '#8e99a3', time === 'night' ? 0.12 : 0.32)
  return palette
}

function toned(palette: Palette, tone: string, amount: number): Palette {
  const soft = (colour: string): string => mix(colour, multiply(tone, mix('#ffffff', palette.ambient, 0.5)), amount)
  const [top, middle, low, horizon] = palette.sky
  return {
    ...palette,
    sky: [soft(top), soft(middle), soft(low), mix(horizon, tone, amount * 0.6)],
    haze: soft(palette.haze),
    ambient: mix(palette.ambient, tone, amount * 0.45),
  }
}
