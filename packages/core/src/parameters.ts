/** What the pipeline tells each step: the `parameters` of `input.json`, a shape a step. Part of the input digest. */
import type { Captions, Motion } from './format.ts'
import type { FilmFormat } from './protocol.ts'

/** A scene as the storyboard step leaves it: nothing missing, `auto` decided. */
export interface Scene {
  /** What is said: at most `STORYBOARD_LIMITS.narration` UTF-16 units. */
  narration: string
  /** What is seen: a prompt. */
  visual: string
  /** What is heard besides the voice: a prompt. */
  sound: string
  motion: Motion
  /** Id of an artifact that is the scene's picture; absent where the assets step makes one. */
  image?: string
}

/** `input.parameters` of each step. Whatever stands here decides what a task makes, so it must be the same each time. */
export interface StepParameters {
  /** Scenes as the order gave them, or a text to make scenes of: one of the two. */
  storyboard: { title: string; scenes?: (Omit<Scene, 'motion'> & { motion: Motion | 'auto' })[]; brief?: string }
  assets: { scene: Scene; format: FilmFormat }
  composites: { format: FilmFormat; motion: Motion }
  /** `fps` in frames a second: the scene's length comes out as whole frames. */
  narration: { text: string; voice: string; language: string; fps: number }
  sound_effects: { sound: string; visual: string }
  clips: {
    format: FilmFormat
    motion: Motion
    captions: Captions
    language: string
    /** The film's first scene: fades in from black. */
    first: boolean
    /** The film's last scene: fades out to black. */
    last: boolean
  }
  /** `scenes`: how many the film has. */
  assembly: { title: string; format: FilmFormat; captions: Captions; language: string; scenes: number }
  publish: { title: string }
}
