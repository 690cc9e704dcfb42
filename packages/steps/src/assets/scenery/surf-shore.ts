/** The shore on which a wave breaks: as large as the prompt's words have it. */
import type { Random } from '../paint/random.ts'
import { isLow } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintBreaker } from './breaker.ts'
import type { Wave } from './breaker.ts'
import { paintHeadland } from './coast.ts'
import { paintSky } from './sky.ts'
import { paintFoam, paintSurf, paintWater } from './water.ts'
import { paintRunOff, paintWetRock } from './wet-rocks.ts'

export function paintSurfShore(stage: Stage): void {
  const { h, random } = stage
  const wave = placeWave(stage)
  const sea = { ...stage, horizon: h * 0.54, light: lightBehind(stage, wave) }
  paintSky(sea)
  paintHeadland(sea)
  paintWater(sea, sea.horizon)
  paintSurf(sea, h * 0.6, 3)
  paintSurf(sea, h * 0.655, 5)
  paintBreaker(sea, wave)
  paintRunOff(sea, wave.y + h * 0.015)
  paintForeground(sea, random.fork('rocks'), wave)
}

/** The wave falls towards the light; beside a subject it is smaller and stands aside. */
function placeWave(stage: Stage): Wave {
  const { w, h, setting, focus, light } = stage
  const alone = setting.subjects.length === 0
  const height = Math.min(h * 0.52, w * 0.5) * waveSize(stage) * (alone ? 1 : w > h ? 0.6 : 0.5)
  const flip = alone ? light.x < w / 2 : focus.x < w / 2
  const aside = alone ? (w > h ? 0.08 : 0.11) : w > h ? 0.3 : 0.42
  return { x: w * (0.5 + (flip ? aside : -aside)), y: h * 0.75, height, flip }
}

/** As the words have it; 1 is a wave that fills half the picture. */
function waveSize({ setting }: Stage): number {
  if (setting.details.has('gentle') || setting.details.has('calm')) return 0.36
  return setting.details.has('mighty') || setting.weather.has('storm') ? 1.12 : 1
}

/** A low sun stands over the horizon, where the hollow of the wave frames it. */
function lightBehind(stage: Stage, wave: Wave): { x: number; y: number } {
  const { w, h, setting, light } = stage
  if (!isLow(stage) || setting.subjects.length > 0) return light
  const side = wave.flip ? -1 : 1
  return { x: Math.max(w * 0.2, Math.min(w * 0.8, wave.x + side * wave.height * 0.95)), y: h * 0.44 }
}

function paintForeground(stage: Stage, random: Random, wave: Wave): void {
  const { w, h } = stage
  const side = wave.flip ? -1 : 1
  const land = wave.x + side * wave.height * 0.9
  for (const [away, size] of [
    [-0.2, 7],
    [0.12, 9.5],
    [0.34, 6],
  ] as const) {
    paintWetRock(stage, random, land + away * wave.height, wave.y + h * 0.03, size)
  }
  paintStand(stage, random)
  paintFoam(stage, random, land - wave.height * 0.7, land + wave.height * 0.7, wave.y + h * 0.04, 1.5)
  paintFoam(stage, random, land - wave.height * 1.5, land + wave.height, wave.y + h * 0.03, 0.8)
  paintFoam(stage, random, -3, w + 3, wave.y + h * 0.06, 0.9)
  for (const [x, y, size] of [
    [0.02, 0.9, 15],
    [0.17, 0.96, 11],
    [0.33, 1.02, 13],
    [0.98, 0.91, 16],
    [0.83, 0.97, 12],
    [0.68, 1.03, 14],
    [0.5, 1.05, 12],
  ] as const) {
    const at = stage.portrait ? size * 0.8 : size
    paintFoam(stage, random, w * x - at * 1.3, w * x + at * 1.3, h * y + 0.6, 1.1)
    paintWetRock(stage, random, w * x + random.around(3), h * y, at * random.between(0.85, 1.15))
    const beside = (random.chance(0.5) ? 1 : -1) * at
    paintWetRock(stage, random, w * x + beside, h * y + at * 0.12, at * random.between(0.3, 0.5))
  }
}

/** What needs no ground, or brings its own. */
const NEEDS_NO_GROUND = new Set(['boat', 'lighthouse', 'whale', 'fish', 'turtle', 'bird', 'plane', 'balloon', 'owl'])

/** A rock for the subject to stand on. */
function paintStand(stage: Stage, random: Random): void {
  const { setting, focus, h } = stage
  const [subject] = setting.subjects
  if (!subject || NEEDS_NO_GROUND.has(subject)) return
  paintWetRock(stage, random, focus.x, h * 0.765, focus.size * 0.32)
  paintWetRock(stage, random, focus.x - focus.size * 0.2, h * 0.775, focus.size * 0.16)
}
