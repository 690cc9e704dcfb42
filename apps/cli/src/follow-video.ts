/** Follows a video to its end and shows how far it is. */
import type { Client, Video } from '@reelyard/client'
import type { LiveView } from './progress/live-view.ts'

const POLL_MS = 300

/** Resolves with the video at its end, good or bad. Rejects with the signal's reason. */
export async function followVideo(client: Client, videoId: string, view: LiveView, stop: AbortSignal): Promise<Video> {
  try {
    return await client.waitForEnd(videoId, { onUpdate: view.update, intervalMs: POLL_MS, signal: stop })
  } finally {
    view.end()
  }
}
