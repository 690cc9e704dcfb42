/** What a film can look like: the choices that orders and channels have, and the pixels that they come to. */
import type { FilmFormat } from './protocol.ts'

/** Width to height. */
export const ASPECTS = ['16:9', '9:16', '1:1'] as const
/** Pixels of the shorter side. */
export const RESOLUTIONS = ['720p', '1080p'] as const
/** In the picture and as files; as files only; not at all. */
export const CAPTIONS = ['burned', 'sidecar', 'none'] as const
/** What the camera does over a scene's picture. */
export const CAMERA_MOVES = ['still', 'push_in', 'pull_out', 'pan_left', 'pan_right'] as const
/** What an order may say of the camera: `auto` leaves the move to the storyboard step. */
export const MOTIONS = ['auto', ...CAMERA_MOVES] as const

/** One of ASPECTS. */
export type Aspect = (typeof ASPECTS)[number]
/** One of RESOLUTIONS. */
export type Resolution = (typeof RESOLUTIONS)[number]
/** One of CAPTIONS. */
export type Captions = (typeof CAPTIONS)[number]
/** One of CAMERA_MOVES: a motion once `auto` has been decided. */
export type Motion = (typeof CAMERA_MOVES)[number]

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
