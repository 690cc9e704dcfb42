/** Follows a video to its end and shows how far it is. */
import type { createClient } from '@reelyard/client'
import { createLiveView } from './progress/live-view.ts'
import type { Screen, Terminal } from './terminal.ts'

export type Client = ReturnType<typeof createClient>
export type Video = Awaited<ReturnType<Client['video']>>

const POLL_MS = 300

/** Resolves with the video at its end, good or bad. Rejects with the signal's reason. */
export async function followVideo(
  client: Client,
  videoId: string,
  screen: Screen,
  env: Terminal['env'],
  stop: AbortSignal,
): Promise<Video> {
  const view = createLiveView(screen, env)
  try {
    return await client.waitForEnd(videoId, { onUpdate: view.update, intervalMs: POLL_MS, signal: stop })
  } finally {
    view.end()
  }
}
