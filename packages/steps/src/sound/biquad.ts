/** Second-order filters, after Robert Bristow-Johnson's 'Cookbook formulae for audio EQ biquad filter coefficients'. */

/** Normalised so that a0 is 1. */
export interface Biquad {
  b0: number
  b1: number
  b2: number
  a1: number
  a2: number
}

interface Angle {
  cos: number
  alpha: number
}

function angle(frequency: number, q: number, sampleRate: number): Angle {
  const w = (2 * Math.PI * Math.min(frequency, sampleRate * 0.49)) / sampleRate
  return { cos: Math.cos(w), alpha: Math.sin(w) / (2 * q) }
}

function normalised(b0: number, b1: number, b2: number, a0: number, a1: number, a2: number): Biquad {
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: a1 / a0, a2: a2 / a0 }
}

/** Lets pass what lies below `frequency` (Hz). */
export function lowPass(frequency: number, q: number, sampleRate: number): Biquad {
  const { cos, alpha } = angle(frequency, q, sampleRate)
  return normalised((1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha)
}

/** Lets pass what lies above `frequency` (Hz). */
export function highPass(frequency: number, q: number, sampleRate: number): Biquad {
  const { cos, alpha } = angle(frequency, q, sampleRate)
  return normalised((1 + cos) / 2, -1 - cos, (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha)
}

/** Lets pass a band around `frequency` (Hz), at gain 1 in its middle. */
export function bandPass(frequency: number, q: number, sampleRate: number): Biquad {
  const { cos, alpha } = angle(frequency, q, sampleRate)
  return normalised(alpha, 0, -alpha, 1 + alpha, -2 * cos, 1 - alpha)
}

/** Raises or lowers a band around `frequency` (Hz) by `decibels`. */
export function peak(frequency: number, q: number, decibels: number, sampleRate: number): Biquad {
  const { cos, alpha } = angle(frequency, q, sampleRate)
  const a = 10 ** (decibels / 40)
  return normalised(1 + alpha * a, -2 * cos, 1 - alpha * a, 1 + alpha / a, -2 * cos, 1 - alpha / a)
}

/** Raises or lowers all above `frequency` (Hz) by `decibels`. */
export function highShelf(frequency: number, decibels: number, sampleRate: number): Biquad {
  const { cos, alpha } = angle(frequency, Math.SQRT1_2, sampleRate)
  const a = 10 ** (decibels / 40)
  const slope = 2 * Math.sqrt(a) * alpha
  return normalised(
    a * (a + 1 + (a - 1) * cos + slope),
    -2 * a * (a - 1 + (a + 1) * cos),
    a * (a + 1 + (a - 1) * cos - slope),
    a + 1 - (a - 1) * cos + slope,
    2 * (a - 1 - (a + 1) * cos),
    a + 1 - (a - 1) * cos - slope,
  )
}

/**
 * Far under all hearing. Without it a filter fades, in silence, into numbers so small that processors take a hundred
 * times longer over each.
 */
export const KEEP_AWAKE = 1e-25

/** Filters `samples` in place, one filter after the other, and gives them back. */
export function filter(samples: Float32Array, ...filters: readonly Biquad[]): Float32Array {
  for (const { b0, b1, b2, a1, a2 } of filters) {
    let z1 = 0
    let z2 = 0
    for (let i = 0; i < samples.length; i++) {
      const x = samples[i]! + KEEP_AWAKE
      const y = b0 * x + z1
      z1 = b1 * x - a1 * y + z2
      z2 = b2 * x - a2 * y
      samples[i] = y
    }
  }
  return samples
}
