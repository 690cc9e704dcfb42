/** What composites and clips agree on: how much larger than the frame a composite is, so that the camera can move. */

/** Composite size over frame size, each way. */
export const OVERSCAN = 1.2

/** Pixels of the composite for a film of this size; even, so that chroma planes are whole. */
export function compositeSize(format: { width: number; height: number }): { width: number; height: number } {
  return { width: even(format.width * OVERSCAN), height: even(format.height * OVERSCAN) }
}

function even(value: number): number {
  return 2 * Math.round(value / 2)
}
