/** Follows a video to its end and shows how far it is. */
import type { Client, Video } from '@reelyard/client'
import type { LiveView } from './progress/live-view.ts'

/** Between two looks at most: so often a picture of the progress is of use. */
const LOOK_MS = 250

/** Resolves with the video at its end, good or bad. Rejects with the signal's reason. */
export async function followVideo(client: Client, videoId: string, view: LiveView, stop: AbortSignal): Promise<Video> {
  try {
    return await client.waitForEnd(videoId, { onUpdate: view.update, intervalMs: LOOK_MS, live: true, signal: stop })
  } finally {
    view.end()
  }
}
