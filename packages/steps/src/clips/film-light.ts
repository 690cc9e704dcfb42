/** The film's first frames come up from black, its last ones go down to it. */
import type { SceneTiming } from '../timing.ts'

const UP_SECONDS = 0.6
const DOWN_SECONDS = 0.9
/** A short scene spends no more than this part of its length in each fade. */
const MOST = 0.4

/** How light each frame is: 0 is black, 1 is the picture as it is. */
export function filmLight(
  { frames, fps }: Pick<SceneTiming, 'frames' | 'fps'>,
  { first, last }: { first: boolean; last: boolean },
): (frame: number) => number {
  const up = Math.round(Math.min(UP_SECONDS * fps, frames * MOST))
  const down = Math.round(Math.min(DOWN_SECONDS * fps, frames * MOST))
  return (frame) => {
    const rising = first && up > 0 ? smooth(frame / up) : 1
    const falling = last && down > 0 ? smooth((frames - 1 - frame) / down) : 1
    return Math.min(rising, falling)
  }
}

function smooth(time: number): number {
  const t = Math.min(Math.max(time, 0), 1)
  return t * t * (3 - 2 * t)
}
