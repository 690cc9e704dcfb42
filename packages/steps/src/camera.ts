/**
 * The camera: what composites and clips agree on. A composite is larger than the frame, so that a window can move over
 * it; a window says which part of the composite one frame shows.
 */
import type { Motion } from '@reelyard/core'

/** Composite size over frame size, each way. */
const OVERSCAN = 1.2

interface Size {
  width: number
  height: number
}

/** What a frame shows: the window's top left corner on the composite, and composite pixels a frame pixel: 1 to 1.2. */
export interface CameraWindow {
  x: number
  y: number
  step: number
}

/** Pixels of the composite for a film of this size; even, so that chroma planes are whole. */
export function compositeSize(format: Size): Size {
  return { width: even(format.width * OVERSCAN), height: even(format.height * OVERSCAN) }
}

/** The window of `still`, and the middle of every zoom. */
const REST = 1.1
/** A zoom goes from one to the other; both leave room, so that a slow move stays slow. */
const WIDE = 1.19
const CLOSE = 1.03
/** The window of a pan; what is left of the composite's width is its way. */
const PAN = 1.06
/** The most that a zoom or a pan goes on average, in parts of the picture a second: a short scene is not whipped. */
const ZOOM_PER_SECOND = 0.04
const PAN_PER_SECOND = 0.04
/** Part of the time in which the camera picks up speed, and again loses it. */
const RAMP = 0.28

/** The camera's way through a scene: the window of each frame, from 0. Smooth, with no step back and no stop between. */
export function cameraPath(
  motion: Motion,
  format: Size & { fps: number },
  frames: number,
): (frame: number) => CameraWindow {
  const composite = compositeSize(format)
  const seconds = frames / format.fps
  const progress = (frame: number) => ease(frames > 1 ? frame / (frames - 1) : 0)
  const centred = (step: number, across = 0): CameraWindow => ({
    x: (composite.width - format.width * step) / 2 + across,
    y: (composite.height - format.height * step) / 2,
    step,
  })
  if (motion === 'still') return () => centred(REST)
  if (motion === 'pan_left' || motion === 'pan_right') {
    const way = Math.min(composite.width - format.width * PAN - 2, PAN_PER_SECOND * seconds * format.width)
    const direction = motion === 'pan_right' ? 1 : -1
    return (frame) => centred(PAN, direction * way * (progress(frame) - 0.5))
  }
  const zoom = Math.min(Math.log(WIDE / CLOSE), ZOOM_PER_SECOND * seconds)
  const middle = Math.sqrt(WIDE * CLOSE)
  const direction = motion === 'pull_out' ? 1 : -1
  // Geometric, so that the picture grows by the same part each second.
  return (frame) => centred(middle * Math.exp(direction * zoom * (progress(frame) - 0.5)))
}

/** From 0 to 1 in time 0 to 1: speeds up along half a cosine, goes on evenly, slows down likewise. */
function ease(time: number): number {
  if (time > 0.5) return 1 - ease(1 - time)
  const speed = 1 / (1 - RAMP)
  if (time >= RAMP) return speed * (time - RAMP / 2)
  return (speed / 2) * (time - (RAMP / Math.PI) * Math.sin((Math.PI * time) / RAMP))
}

function even(value: number): number {
  return 2 * Math.round(value / 2)
}
