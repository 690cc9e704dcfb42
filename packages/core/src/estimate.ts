/** What an order comes to, before anything is made of it. */
import { narrationsOfBrief } from './brief/narrations.ts'
import { spokenSeconds } from './brief/phrases.ts'
import { ORDER_LIMITS, type Order } from './order.ts'
import type { StepName } from './steps.ts'

/** Between the words of two scenes: measured over the example films. */
const REST_SECONDS = 0.3

/**
 * What is said in each scene, split as the built-in storyboard step splits a brief; null where a brief does not fit into
 * the scenes that a video may have. May take a fifth of a second for the longest brief.
 */
export function narrationsOf({ scenes, brief }: Pick<Order, 'scenes' | 'brief'>): string[] | null {
  if (scenes) return scenes.map(({ narration }) => narration)
  return narrationsOfBrief(brief ?? '', ORDER_LIMITS)
}

/** How long the film will be, by its words. */
export function filmSecondsOf(narrations: readonly string[]): number {
  return narrations.reduce((sum, narration) => sum + spokenSeconds(narration) + REST_SECONDS, 0)
}

/**
 * Seconds that one task of each step takes where nothing is known yet: one core, 1080p, from the runs in
 * docs/benchmarks.md.
 */
export const TYPICAL_SECONDS = {
  storyboard: 0.3,
  assets: 0.6,
  composites: 0.6,
  narration: 0.5,
  clips: 3,
  sound_effects: 0.4,
  assembly: 4,
  publish: 0.3,
} as const satisfies Record<StepName, number>
