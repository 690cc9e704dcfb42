/** What the pipeline tells each step: the `parameters` of `input.json`, a shape a step. Part of the input digest. */
import type { FilmFormat } from './protocol.ts'

/** A camera move, once `auto` has been decided. */
export type Motion = 'still' | 'push_in' | 'pull_out' | 'pan_left' | 'pan_right'

/** A scene as the storyboard step leaves it: nothing missing, `auto` decided. */
export interface Scene {
  /** What is said, ≤ 2,000 characters. */
  narration: string
  /** What is seen: a prompt. */
  visual: string
  /** What is heard besides the voice: a prompt. */
  sound: string
  motion: Motion
  /** Id of an artifact that is the scene's picture; absent where the assets step makes one. */
  image?: string
}

export interface StepParameters {
  storyboard: { title: string; scenes?: (Omit<Scene, 'motion'> & { motion: Motion | 'auto' })[]; brief?: string }
  assets: { scene: Scene; format: FilmFormat }
  composites: { format: FilmFormat; motion: Motion }
  narration: { text: string; voice: string; language: string; fps: number }
  sound_effects: { sound: string; visual: string }
  clips: {
    format: FilmFormat
    motion: Motion
    captions: 'burned' | 'sidecar' | 'none'
    language: string
    /** The film's first scene: fades in from black. */
    first: boolean
    /** The film's last scene: fades out to black. */
    last: boolean
  }
  assembly: { title: string; format: FilmFormat; captions: 'burned' | 'sidecar' | 'none'; language: string; scenes: number }
  publish: { title: string }
}
