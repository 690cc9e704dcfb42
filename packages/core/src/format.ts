import type { FilmFormat } from './protocol.ts'

export const ASPECTS = ['16:9', '9:16', '1:1'] as const
export const RESOLUTIONS = ['720p', '1080p'] as const
export type Aspect = (typeof ASPECTS)[number]
export type Resolution = (typeof RESOLUTIONS)[number]

/** Frames a second of every film. A whole number that divides 48,000, so that a frame is a whole number of samples. */
export const FRAMES_PER_SECOND = 30

/** Pixels of a film; `720p` and `1080p` name the shorter side. */
export function filmFormat(aspect: Aspect, resolution: Resolution): FilmFormat {
  const short = resolution === '1080p' ? 1080 : 720
  const long = (short * 16) / 9
  return {
    width: aspect === '16:9' ? long : short,
    height: aspect === '9:16' ? long : short,
    fps: FRAMES_PER_SECOND,
  }
}
