/** A soft shadow under a drawn text. The drawing engine's own blur costs ten times as much as all else of a caption. */

export interface ShadowStyle {
  /** How far the shadow reaches beyond the text. */
  reach: number
  /** How far it hangs below the text. */
  drop: number
}

/** How dark the shadow is at its darkest. */
const STRENGTH = 0.72
/** What is covered by half is dark already. */
const GAIN = 1.7

/** Lays black under premultiplied RGBA, in place; the picture has `reach + drop` empty pixels around the text. */
export function layShadow(rgba: Uint8Array, width: number, height: number, style: ShadowStyle): void {
  const cover = new Uint8Array(width * height)
  for (let index = 0; index < cover.length; index++) cover[index] = rgba[4 * index + 3] ?? 0
  // Two boxes one after the other fall off like a tent: soft to the edge.
  const radius = Math.max(1, Math.round(style.reach / 2))
  for (let pass = 0; pass < 2; pass++) {
    blurLines(cover, { count: height, length: width, step: 1, next: width }, radius)
    blurLines(cover, { count: width, length: height, step: width, next: 1 }, radius)
  }
  const drop = Math.round(style.drop) * width
  for (let index = drop; index < cover.length; index++) {
    const dark = Math.min(255, (cover[index - drop] ?? 0) * GAIN) * STRENGTH
    const alpha = rgba[4 * index + 3] ?? 0
    rgba[4 * index + 3] = Math.round(alpha + (dark * (255 - alpha)) / 255)
  }
}

interface Lines {
  count: number
  length: number
  /** From one pixel of a line to the next, and from one line to the next. */
  step: number
  next: number
}

/** Each pixel becomes the mean of those `radius` before and after it on its line; beyond the ends is nothing. */
function blurLines(pixels: Uint8Array, { count, length, step, next }: Lines, radius: number): void {
  // A copy of the line, with nothing before it and nothing after it.
  const line = new Uint8Array(length + 2 * radius + 1)
  const scale = 1 / (2 * radius + 1)
  for (let number = 0; number < count; number++) {
    const start = number * next
    for (let index = 0; index < length; index++) line[index + radius + 1] = pixels[start + index * step] as number
    let sum = 0
    for (let index = 1; index <= 2 * radius; index++) sum += line[index] as number
    for (let index = 0; index < length; index++) {
      sum += (line[index + 2 * radius + 1] ?? 0) - (line[index] as number)
      pixels[start + index * step] = sum * scale + 0.5
    }
  }
}
