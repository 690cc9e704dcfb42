/** `timing.json`, made by narration; clips cuts and captions by it, assembly mixes and subtitles by it. */

/** One spoken word. Seconds count from the scene's first frame. */
export interface TimedWord {
  /** As it stands in the text, with its punctuation. */
  text: string
  start: number
  end: number
  /** Where it stands in the text: UTF-16 offsets, `to` exclusive. */
  from: number
  to: number
}

/** When a scene's words are said, and how long it lasts. `fps` is frames a second. */
export interface SceneTiming {
  fps: number
  /** The scene's length. Whole frames a scene, so sums never round: the film's length is the sum. */
  frames: number
  /** Silence before the voice starts. */
  leadInSeconds: number
  /** Length of `speech`, without lead-in and tail. */
  speechSeconds: number
  text: string
  /** BCP 47. */
  language: string
  words: TimedWord[]
}
