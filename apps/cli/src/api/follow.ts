/** Stays with a video until its end. */
import type { Video } from '@reelyard/client'
import { EXIT } from '../exit-codes.ts'
import { followVideo } from '../follow-video.ts'
import { createLiveView } from '../progress/live-view.ts'
import { renderTable } from '../summary.ts'
import { sayLines } from '../shown.ts'
import type { ApiPlace } from './place.ts'

/** Shows how far it is; with --json the video at its end, alone. Returns 1 where it did not complete. */
export async function followToEnd(
  { client, terminal, interruption, json, show }: ApiPlace,
  id: string,
): Promise<number> {
  const start = Date.now()
  const view = createLiveView(json ? terminal.err : terminal.out, terminal.env)
  const video = await followVideo(client, id, view, interruption.stop)
  show(video, () => renderTable(video, (Date.now() - start) / 1_000))
  if (!json) sayLines(terminal.err, failureLines(video))
  return video.status === 'completed' ? EXIT.done : EXIT.failed
}

function failureLines({ status, tasks }: Video): string[] {
  if (status === 'completed') return []
  const failed = tasks.flatMap(({ step, scene, error, id }) => {
    if (!error || error.code === 'cancelled') return []
    return [`  ${step}${scene === null ? '' : ` of scene ${scene}`}: ${error.code}: ${error.message}  (task ${id})`]
  })
  return [`The video ended as ${status}.`, ...failed]
}
