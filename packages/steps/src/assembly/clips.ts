/** Makes sure, before anything is joined, that the clips are what was planned and fit together. */
import { StepError } from '@reelyard/core/protocol'
import type { FilmFormat } from '@reelyard/core/protocol'
import { readPictureTrack } from '../quality/mp4.ts'
import type { PictureTrack } from '../quality/mp4.ts'
import type { FilmScene } from './scenes.ts'

/**
 * Throws StepError, permanent and naming the scene: `clip_unreadable`, `clip_format` (another size or codec),
 * `clip_length` (not the planned number of frames) or `clips_differ` (coded with other settings than the first).
 */
export async function checkClips(scenes: readonly FilmScene[], format: FilmFormat): Promise<void> {
  let first: PictureTrack | undefined
  for (const scene of scenes) {
    const track = await readPictureTrack(scene.clip)
    if (!track)
      throw new StepError('clip_unreadable', `The clip of scene ${scene.scene} is no MP4 file with a picture.`)
    checkFormat(scene, track, format)
    first ??= track
    if (track.configuration === first.configuration) continue
    const message = `The clip of scene ${scene.scene} is coded with other settings than that of scene ${scenes[0]!.scene}.`
    throw new StepError('clips_differ', message)
  }
}

function checkFormat({ scene, timing }: FilmScene, track: PictureTrack, format: FilmFormat): void {
  const found = `${track.codec} ${track.width}x${track.height}`
  const wanted = `avc1 ${format.width}x${format.height}`
  if (found !== wanted) throw new StepError('clip_format', `The clip of scene ${scene} is ${found}, not ${wanted}.`)
  if (track.frames === timing.frames) return
  const message = `The clip of scene ${scene} has ${track.frames} frames, not the ${timing.frames} of its timing.`
  throw new StepError('clip_length', message)
}
