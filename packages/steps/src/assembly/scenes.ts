/** The scenes of a film as assembly sees them: their files, and where each begins and ends, in frames and in samples. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { StepParameters } from '@reelyard/core'
import { StepError, inputsOf } from '@reelyard/core/protocol'
import type { InputFile, ScriptInput } from '@reelyard/core/protocol'
import { SAMPLE_RATE } from '../quality/pcm.ts'
import type { SceneTiming } from '../timing.ts'

/** One scene of a film: its files, as absolute paths, and its place in it. */
export interface FilmScene {
  /** From 1. */
  scene: number
  clip: string
  speech: string
  ambience: InputFile
  timing: SceneTiming
  /** Frames of the film before this scene. */
  firstFrame: number
  /** Samples of the film before this scene, and before the next: from cumulative frames, so that rounding never adds up. */
  from: number
  to: number
}

/** All scenes in order; throws StepError `missing_input` or `timing_mismatch`, naming the scene. */
export async function readScenes(input: ScriptInput<StepParameters['assembly']>): Promise<FilmScene[]> {
  const { format, scenes: count } = input.parameters
  const files = { clip: byScene(input, 'clip'), speech: byScene(input, 'speech'), timing: byScene(input, 'timing') }
  const ambience = byScene(input, 'ambience')
  const scenes: FilmScene[] = []
  let firstFrame = 0
  for (let scene = 1; scene <= count; scene++) {
    const timing = await readTiming(fileOf(files.timing, 'timing', scene), scene, format.fps)
    scenes.push({
      scene,
      clip: resolve(fileOf(files.clip, 'clip', scene).path),
      speech: resolve(fileOf(files.speech, 'speech', scene).path),
      ambience: fileOf(ambience, 'ambience', scene),
      timing,
      firstFrame,
      from: samplesAt(firstFrame, format.fps),
      to: samplesAt(firstFrame + timing.frames, format.fps),
    })
    firstFrame += timing.frames
  }
  return scenes
}

/** Frames of the whole film. */
export function framesOf(scenes: readonly FilmScene[]): number {
  const last = scenes.at(-1)
  return last ? last.firstFrame + last.timing.frames : 0
}

/** Where a frame begins in the film's sound. */
function samplesAt(frame: number, fps: number): number {
  return Math.round((frame * SAMPLE_RATE) / fps)
}

function byScene(input: ScriptInput<unknown>, role: string): Map<number, InputFile> {
  return new Map(inputsOf(input, role).map((file) => [file.scene ?? 0, file]))
}

function fileOf(files: Map<number, InputFile>, role: string, scene: number): InputFile {
  const file = files.get(scene)
  if (!file) throw new StepError('missing_input', `Scene ${scene} has no file of the role '${role}'.`)
  return file
}

async function readTiming(file: InputFile, scene: number, fps: number): Promise<SceneTiming> {
  const timing = JSON.parse(await readFile(file.path, 'utf8')) as SceneTiming
  if (timing.fps === fps && Number.isInteger(timing.frames) && timing.frames > 0) return timing
  const found = `${timing.frames} frames at ${timing.fps} a second`
  throw new StepError('timing_mismatch', `Scene ${scene} is timed as ${found}; the film has ${fps} a second.`)
}
