/** The clips step: the camera's move over a scene's composite, with captions when they are to be burned in. */
import { readFile } from 'node:fs/promises'
import type { StepParameters } from '@reelyard/core'
import { StepError, inputOf, reportProgress } from '@reelyard/core/protocol'
import type { ScriptInput, ScriptOutput } from '@reelyard/core/protocol'
import { cameraPath, compositeSize } from '../camera.ts'
import type { SceneTiming } from '../timing.ts'
import type { CaptionTrack } from './caption-track.ts'
import { encodeClip } from './encode.ts'
import { filmLight } from './film-light.ts'
import { FrameDrawer } from './frames.ts'
import { loadPicture } from './picture.ts'
import { PixelMemory } from './pixels.ts'

type ClipParameters = StepParameters['clips']

/** Makes `clip.mp4`: exactly the frames that the scene's timing says. */
export async function makeClip(input: ScriptInput<ClipParameters>): Promise<ScriptOutput> {
  const { parameters } = input
  const timing = await readTiming(inputOf(input, 'timing').path, parameters.format.fps)
  const memory = new PixelMemory()
  const picture = await loadPicture(inputOf(input, 'composite').path, compositeSize(parameters.format), memory)
  const drawer = new FrameDrawer(memory, picture, parameters.format)
  const captions = parameters.captions === 'burned' ? await openCaptions(timing, parameters, memory) : null
  const report = progressReporter(timing.frames)
  await encodeClip(drawFrames(drawer, captions, timing, parameters), parameters.format, 'clip.mp4', report)
  return { outputs: [{ role: 'clip', path: 'clip.mp4', mediaType: 'video/mp4' }], result: { frames: timing.frames } }
}

/** Loaded only for burned captions: the drawing engine costs a start-up. */
async function openCaptions(timing: SceneTiming, { format }: ClipParameters, memory: PixelMemory) {
  const { CaptionTrack } = await import('./caption-track.ts')
  return new CaptionTrack(timing, format, memory)
}

async function* drawFrames(
  drawer: FrameDrawer,
  captions: CaptionTrack | null,
  timing: SceneTiming,
  parameters: ClipParameters,
) {
  const windowOf = cameraPath(parameters.motion, parameters.format, timing.frames)
  const lightOf = filmLight(timing, parameters)
  for (let frame = 0; frame < timing.frames; frame++) {
    const caption = (await captions?.at(frame)) ?? { overlay: null, opacity: 1 }
    yield drawer.draw({ window: windowOf(frame), ...caption, light: lightOf(frame) })
  }
}

async function readTiming(path: string, fps: number): Promise<SceneTiming> {
  const timing = JSON.parse(await readFile(path, 'utf8')) as SceneTiming
  if (!Number.isInteger(timing.frames) || timing.frames < 1) {
    throw new StepError('bad_timing', `The timing has ${timing.frames} frames.`)
  }
  if (timing.fps !== fps) throw new StepError('bad_timing', `The timing counts ${timing.fps} fps, the film ${fps}.`)
  return timing
}

/** Says how far the clip is, once a tenth. */
function progressReporter(frames: number): (frame: number) => void {
  let said = 0
  return (frame) => {
    const tenth = Math.floor((10 * frame) / frames)
    if (tenth <= said) return
    said = tenth
    reportProgress(Math.min(frame / frames, 1), `${frame} of ${frames} frames`)
  }
}
