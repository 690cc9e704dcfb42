/** Decides the camera moves that the order leaves open. */
import type { MOTIONS, Motion } from '@reelyard/core'
import { seeded } from '../sound/random.ts'

/** What an order may say: `auto` and nothing leave the choice to us. */
export type WantedMotion = (typeof MOTIONS)[number] | undefined

/** `still` stands once: a film of stills is a slide show. */
const CHOICES: readonly Motion[] = ['push_in', 'push_in', 'pan_right', 'pan_left', 'pull_out', 'pull_out', 'still']

/**
 * A move for each scene: the order's own where it names one, else one chosen by the seed, not that of the two
 * scenes before, nor the one that the order asks for in the scene after.
 */
export function decideMotions(wanted: readonly WantedMotion[], seed: string): Motion[] {
  const random = seeded(`motions:${seed}`)
  const decided: Motion[] = []
  wanted.forEach((motion, index) => {
    const chosen = random()
    if (motion !== undefined && motion !== 'auto') decided.push(motion)
    else {
      const taken = [decided[index - 1], decided[index - 2], wanted[index + 1]]
      const open = CHOICES.filter((choice) => !taken.includes(choice))
      decided.push(open[Math.floor(chosen * open.length)]!)
    }
  })
  return decided
}
