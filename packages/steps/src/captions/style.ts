/** How burned captions look on a film of a format: all sizes in pixels of the frame. */
import type { CueLayout } from './cues.ts'
import type { FontBook } from './fonts.ts'
import type { ShadowStyle } from './shadow.ts'

export interface CaptionStyle {
  width: number
  height: number
  fontSize: number
  lineHeight: number
  /** The longest line. */
  maxWidth: number
  /** Where the last line's descenders end, from the top. */
  bottom: number
  outline: number
  shadow: ShadowStyle
}

/** Parts of the frame: upright films leave the lower part to the apps that show them. */
const SHAPES = {
  wide: { fontSize: 0.05, of: 'height', maxWidth: 0.74, bottom: 0.925 },
  square: { fontSize: 0.05, of: 'height', maxWidth: 0.86, bottom: 0.92 },
  tall: { fontSize: 0.06, of: 'width', maxWidth: 0.84, bottom: 0.79 },
} as const

export function captionStyle({ width, height }: { width: number; height: number }): CaptionStyle {
  const shape = SHAPES[width > height ? 'wide' : width < height ? 'tall' : 'square']
  const fontSize = Math.round(shape.fontSize * (shape.of === 'height' ? height : width))
  return {
    width,
    height,
    fontSize,
    lineHeight: Math.round(fontSize * 1.32),
    maxWidth: Math.round(width * shape.maxWidth),
    bottom: Math.round(height * shape.bottom),
    outline: fontSize * 0.055,
    shadow: { reach: fontSize * 0.2, drop: fontSize * 0.04 },
  }
}

/** The layout of captions that are drawn in this style. */
export function burnedLayout(style: CaptionStyle, fonts: FontBook): CueLayout {
  return { maxWidth: style.maxWidth, maxLines: 2, widthOf: (text) => fonts.widthOf(text) * style.fontSize }
}
