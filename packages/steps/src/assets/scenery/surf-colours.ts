/** What the hour makes of a wave's water and foam. */
import { lighten, mix, turn } from '../paint/colour.ts'
import { isDark, isLow, tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'

/** Colours of one wave; `glow` is water so thin that the light comes through. */
export interface WaterColours {
  glow: string
  clear: string
  body: string
  deep: string
  /** Foam in the light, and in the shadow of itself. */
  white: string
  shadow: string
}

/** Under the stage's light. */
export function waterColours(stage: Stage): WaterColours {
  const { palette } = stage
  const deep = mix(mix(palette.near, palette.sky[0], 0.55), tint(stage, '#0f5566'), 0.35)
  const teal = turn(mix(tint(stage, '#3fd0c2'), palette.sky[1], 0.2), 0, 1.35)
  // Under a yellow light teal would be grass.
  const clear = isLow(stage) ? mix(teal, '#2f8fb8', 0.5) : teal
  // Orange would turn grey on its way to green; rose does not.
  const warm = mix(lighten(palette.rim, 0.2), palette.sky[2], 0.38)
  return {
    glow: isLow(stage) ? warm : mix(lighten(palette.rim, 0.25), clear, isDark(stage) ? 0.55 : 0.35),
    clear,
    body: mix(mix(palette.sky[1], deep, 0.45), clear, 0.3),
    deep,
    white: mix('#ffffff', palette.rim, 0.28),
    shadow: mix(mix(palette.haze, palette.sky[1], 0.4), '#ffffff', 0.2),
  }
}
