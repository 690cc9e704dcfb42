/** Draws a caption. The text goes into a picture here, in our own process; ffmpeg never sees it. */
import { Resvg } from '@resvg/resvg-js'
import type { FontBook } from './fonts.ts'
import type { CaptionStyle } from './style.ts'

/** Premultiplied RGBA, and where its top left corner lies on the frame. Place and size are even. */
export interface DrawnCaption {
  x: number
  y: number
  width: number
  height: number
  rgba: Uint8Array
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u
const LETTER = /\p{L}/u
/** Scripts that the drawing engine shapes only when they stand in a run of their own: an embedding makes one. */
const OWN_RUN = /[\p{Script=Devanagari}\p{Script=Thai}]/u
const EMBED = { rtl: '\u202b', ltr: '\u202a', end: '\u202c' }
/** Controls of direction in the text itself are left out, so that they cannot undo ours. */
const CONTROLS = /[\u202a-\u202e\u2066-\u2069\p{Cc}\p{Cs}\ufffe\uffff]/gu

/** Null where nothing can be seen. */
export function drawCaption(lines: string[], style: CaptionStyle, fonts: FontBook): DrawnCaption | null {
  const drawn = render(lines, style, fonts)
  // Shaping makes lines narrower than they were measured, as a rule; a font's odd ligature must not leave the safe area.
  if (!drawn || drawn.width <= style.width * 0.9) return drawn
  return render(lines, { ...style, fontSize: (style.fontSize * style.width * 0.88) / drawn.width }, fonts)
}

function render(lines: string[], style: CaptionStyle, fonts: FontBook): DrawnCaption | null {
  const height = even((lines.length + 1) * style.lineHeight)
  const top = even(style.bottom - lines.length * style.lineHeight - style.lineHeight / 2)
  const font = {
    loadSystemFonts: false,
    fontFiles: fonts.filesFor(lines.join('\n')),
    defaultFontFamily: 'Noto Sans',
  }
  const picture = new Resvg(captionSvg(lines, style, fonts, height), { font, logLevel: 'off' }).render()
  return crop(picture.pixels, picture.width, picture.height, top)
}

function captionSvg(lines: string[], style: CaptionStyle, fonts: FontBook, height: number): string {
  const { width, fontSize, lineHeight, outline, shadowBlur, shadowDrop } = style
  const texts = lines.map((line, index) => {
    const baseline = lineHeight * (index + 1.5) - fontSize * 0.3
    return `<text x="${width / 2}" y="${baseline.toFixed(2)}">${lineSvg(line, fonts)}</text>`
  })
  const attributes = `font-size="${fontSize}" text-anchor="middle" xml:space="preserve" stroke-linejoin="round"`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<defs><filter id="soft" filterUnits="userSpaceOnUse" x="0" y="0" width="${width}" height="${height}">
<feGaussianBlur stdDeviation="${shadowBlur}"/></filter></defs>
<g ${attributes} fill="#000" stroke="#000" stroke-width="${3 * outline}" filter="url(#soft)" opacity="0.62"
 transform="translate(0 ${shadowDrop})">${texts.join('')}</g>
<g ${attributes} fill="#000" stroke="#0b0d12" stroke-opacity="0.9" stroke-width="${2 * outline}">${texts.join('')}</g>
<g ${attributes} fill="#fdfdfb">${texts.join('')}</g></svg>`
}

function lineSvg(line: string, fonts: FontBook): string {
  const clean = line.replace(CONTROLS, '')
  const runs = fonts.runs(clean).map(({ font, text }) => {
    const own = OWN_RUN.test(text) ? EMBED.ltr + text + EMBED.end : text
    return `<tspan font-family="${font.family}">${escapeXml(own)}</tspan>`
  })
  return directionOf(clean) === 'rtl' ? EMBED.rtl + runs.join('') + EMBED.end : runs.join('')
}

/** A line's direction is that of its first letter. */
function directionOf(line: string): 'ltr' | 'rtl' {
  const first = LETTER.exec(line)?.[0]
  return first && RIGHT_TO_LEFT.test(first) ? 'rtl' : 'ltr'
}

function escapeXml(text: string): string {
  return text.replace(/[<>&'"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** Cuts away what is empty; a width that is a multiple of 16 suits the loops that lay it over the frame. */
function crop(pixels: Uint8Array, width: number, height: number, top: number): DrawnCaption | null {
  const box = boundsOf(new Uint32Array(pixels.buffer, pixels.byteOffset, width * height), width, height)
  if (!box) return null
  const wide = Math.min(16 * Math.ceil((box.right - even(box.left) + 1) / 16), 16 * Math.floor(width / 16))
  const x = Math.min(even(box.left), width - wide)
  const y = even(box.top)
  const high = Math.min(even(box.bottom - y + 2), height - y)
  const rgba = new Uint8Array(wide * high * 4)
  for (let row = 0; row < high; row++) {
    const from = ((y + row) * width + x) * 4
    rgba.set(pixels.subarray(from, from + wide * 4), row * wide * 4)
  }
  return { x, y: top + y, width: wide, height: high, rgba }
}

function boundsOf(pixels: Uint32Array, width: number, height: number) {
  const box = { left: width, right: -1, top: height, bottom: -1 }
  for (let y = 0; y < height; y++) {
    const row = pixels.subarray(y * width, (y + 1) * width)
    const left = row.findIndex((pixel) => pixel !== 0)
    if (left < 0) continue
    box.left = Math.min(box.left, left)
    box.right = Math.max(box.right, row.findLastIndex((pixel) => pixel !== 0))
    box.top = Math.min(box.top, y)
    box.bottom = y
  }
  return box.right < 0 ? null : box
}

function even(value: number): number {
  return 2 * Math.floor(value / 2)
}
