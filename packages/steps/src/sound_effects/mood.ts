/** How a prompt wants its sounds: `distant thunder`, `heavy rain`. */
import type { Random } from '../sound/random.ts'
import type { Canvas } from './canvas.ts'

export interface Mood {
  /** 0 faint … 0.5 as it is … 1 heavy. */
  force: number
  /** 0 at hand … 1 far away. */
  distance: number
  /** Behind a wall, under earth. */
  muffled: boolean
  /** Small and quick: `tiny`, `scurrying`. */
  tiny: boolean
}

/** Paints one kind of sound over the whole loop. */
export type Maker = (canvas: Canvas, random: Random, mood: Mood) => void

const soft =
  /\b(?:soft(?:ly)?|gentle|gently|quiet(?:ly)?|faint(?:ly)?|low|light|calm|slow|subtle|hushed|still|silen\w+)\b/u
const strong = /\b(?:heavy|loud|strong|breaking|crashing|howling|roaring|pouring|furious|wild|stormy|busy|huge)\b/u
const far = /\b(?:distant|far|faraway|remote|horizon|away)\b/u
const muffling = /\b(?:muffled|underground|behind|inside|under|dull|beneath)\b/u
const small = /\b(?:tiny|small|little|scurry\w*|mouse|mice|insect|patter\w*)\b/u

/** What the words of a prompt say about its sounds. */
export function moodOf(prompt: string): Mood {
  const force = (strong.test(prompt) ? 1 : 0.5) - (soft.test(prompt) ? 0.3 : 0)
  return {
    force,
    distance: far.test(prompt) ? 0.85 : 0.15,
    muffled: muffling.test(prompt),
    tiny: small.test(prompt),
  }
}
