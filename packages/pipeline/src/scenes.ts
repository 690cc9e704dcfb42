/** The scenes that a storyboard gives: they are the video's once it has ended well, and not before somebody approved them. */
import { storyboardResultSchema, type Scene } from '@reelyard/core'
import { fitsScenes, insertScenes, type Transaction } from '@reelyard/db'
import { InvalidResultError } from './context.ts'

/** Throws InvalidResultError. */
export function scenesIn(result: Record<string, unknown> | null): Scene[] {
  const parsed = storyboardResultSchema.safeParse(result)
  if (parsed.success) return parsed.data.scenes
  const [issue] = parsed.error.issues
  throw new InvalidResultError(`The storyboard step gave no valid scenes: ${issue?.path.join('.')}: ${issue?.message}.`)
}

/** Stores them, or (`review`) only looks whether they could be. Throws InvalidResultError. */
export async function takeScenes(
  tx: Transaction,
  videoId: string,
  scenes: readonly Scene[],
  event: 'succeed' | 'review' | 'approve',
): Promise<void> {
  // What has been made for some scenes stands in the way of more or fewer of them.
  if (!(await fitsScenes(tx, videoId, scenes.length))) throw new InvalidResultError(OTHER_NUMBER)
  if (event !== 'review') await insertScenes(tx, videoId, scenes)
}

const OTHER_NUMBER = 'The storyboard was made again with another number of scenes: order a new video instead.'
