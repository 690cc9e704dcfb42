/** The room around the sounds: a feedback delay network of four lines, mono in, stereo out. */
import { loopFrames, type Canvas, rate } from './canvas.ts'

/** How a place answers. */
export interface Room {
  /** Time to fall by 60 dB. */
  seconds: number
  /** Share of the high tones that each round trip loses, 0 to 1. */
  damping: number
}

/** Prime lengths, so that the echoes do not fall together (frames at 48 kHz). */
const lines = [1733, 2251, 2789, 3319] as const
const preDelay = Math.round(0.012 * rate)

/** Adds the room's answer to `sent` onto `canvas`. The loop runs through twice, so the tail comes round the seam. */
export function addRoom(canvas: Canvas, sent: Float32Array, { seconds, damping }: Room): void {
  const buffers = lines.map((length) => new Float32Array(length))
  const [a, b, c, d] = buffers as [Float32Array, Float32Array, Float32Array, Float32Array]
  const [ga, gb, gc, gd] = lines.map((length) => 10 ** ((-3 * length) / rate / seconds)) as [
    number,
    number,
    number,
    number,
  ]
  const keep = 1 - damping
  let [la, lb, lc, ld] = [0, 0, 0, 0]
  let [ia, ib, ic, id] = [0, 0, 0, 0]
  const warmUp = Math.min(loopFrames, Math.round(seconds * rate))
  for (let i = -warmUp; i < loopFrames; i++) {
    const x = sent[(i - preDelay + 2 * loopFrames) % loopFrames]!
    la = a[ia]! * keep + la * damping
    lb = b[ib]! * keep + lb * damping
    lc = c[ic]! * keep + lc * damping
    ld = d[id]! * keep + ld * damping
    const half = (la + lb + lc + ld) * 0.5
    a[ia] = x + (la - half) * ga
    b[ib] = x + (lb - half) * gb
    c[ic] = x + (lc - half) * gc
    d[id] = x + (ld - half) * gd
    if (++ia === lines[0]) ia = 0
    if (++ib === lines[1]) ib = 0
    if (++ic === lines[2]) ic = 0
    if (++id === lines[3]) id = 0
    if (i < 0) continue
    canvas.left[i]! += (la - lc) * 0.6
    canvas.right[i]! += (lb - ld) * 0.6
  }
}
