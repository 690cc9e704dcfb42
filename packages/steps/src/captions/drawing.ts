/** Draws a caption. The text goes into a picture here, in our own process; ffmpeg never sees it. */
import sharp from 'sharp'
import { escapeXml } from './font_folders.ts'
import { keycapFamily } from './fonts.ts'
import { layShadow } from './shadow.ts'
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
const LETTERS = /\p{L}/gu
/** A key with its sign on it: the fonts of letters have the sign, too, and would leave the key empty beside it. */
const KEYCAP = /([0-9#*])\ufe0f?\u20e3/gu
/** What XML cannot hold. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\ufffe\uffff]/gu
/** The widest that a caption may be with its shadow, in parts of the frame: 5 % stay free on each side. */
const SAFE_WIDTH = 0.9

/**
 * Draws lines in the fonts of these families, the first one that has a character first; `useFontFolders` comes before.
 * Null where nothing can be seen.
 */
export async function drawCaption(
  lines: string[],
  style: CaptionStyle,
  families: string[],
): Promise<DrawnCaption | null> {
  const drawn = await render(lines, style, families)
  // Lines are no wider than they were measured, as a rule; a font's odd ligature must not leave the safe area.
  if (!drawn || drawn.width <= style.width * SAFE_WIDTH) return drawn
  const fontSize = (style.fontSize * style.width * (SAFE_WIDTH - 0.02)) / drawn.width
  return render(lines, { ...style, fontSize }, families)
}

async function render(lines: string[], style: CaptionStyle, families: string[]): Promise<DrawnCaption | null> {
  const height = even((lines.length + 1) * style.lineHeight)
  const top = even(style.bottom - lines.length * style.lineHeight - style.lineHeight / 2)
  sharp.concurrency(1)
  const svg = Buffer.from(captionSvg(lines, style, families, height))
  const { data, info } = await sharp(svg, { unlimited: true }).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const drawn = crop(data, info.width, info.height, Math.ceil(style.shadow.reach + style.shadow.drop) + 1)
  if (!drawn) return null
  layShadow(drawn.rgba, drawn.width, drawn.height, style.shadow)
  return { ...drawn, y: drawn.y + top }
}

function captionSvg(lines: string[], style: CaptionStyle, families: string[], height: number): string {
  const { width, fontSize, lineHeight, outline } = style
  const direction = directionOf(lines.join(' '))
  const texts = lines.map((line, index) => {
    const baseline = lineHeight * (index + 1.5) - fontSize * 0.3
    const clean = line.replace(FORBIDDEN, '')
    const place = `x="${width / 2}" y="${baseline.toFixed(2)}" direction="${direction}"`
    const xml = escapeXml(clean).replace(KEYCAP, `<tspan font-family="${keycapFamily}">$1\u20e3</tspan>`)
    return `<text ${place}>${xml}</text>`
  })
  const text = texts.join('')
  const family = families.map((name) => `'${name}'`).join(',')
  const attributes = `font-family="${family}" font-weight="600" font-size="${fontSize}" text-anchor="middle" \
xml:space="preserve" stroke-linejoin="round"`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<g ${attributes} stroke="#0b0d12" stroke-opacity="0.9" stroke-width="${2 * outline}">${text}</g>
<g ${attributes} fill="#fdfdfb">${text}</g></svg>`
}

/**
 * A caption's direction, the same for all its lines: that of its first letter if the last one's is the same, as in a
 * sentence that quotes; else that of most letters, as where a cut left the quoted word in front.
 */
function directionOf(text: string): 'ltr' | 'rtl' {
  const letters = (text.match(LETTERS) ?? []).map((letter) => RIGHT_TO_LEFT.test(letter))
  const most = letters.filter(Boolean).length * 2 > letters.length
  return (letters[0] === letters.at(-1) ? letters[0] : most) ? 'rtl' : 'ltr'
}

/** Cuts away what is empty but for a margin; the width is a multiple of 16, for the loops that lay it on a frame. */
function crop(pixels: Uint8Array, width: number, height: number, margin: number): DrawnCaption | null {
  const box = boundsOf(pixels, width, height)
  if (!box) return null
  const full = box.right + 1 - box.left + 2 * margin
  const wide = Math.min(16 * Math.ceil((full + 1) / 16), 16 * Math.floor(width / 16))
  const x = even(Math.min(Math.max(0, (box.left + box.right + 1 - wide) / 2), width - wide))
  const y = even(Math.max(0, box.top - margin))
  const high = Math.min(even(box.bottom + margin + 2 - y), height - y)
  const rgba = new Uint8Array(wide * high * 4)
  for (let row = 0; row < high; row++) {
    const from = ((y + row) * width + x) * 4
    premultiply(pixels.subarray(from, from + wide * 4), rgba, row * wide * 4)
  }
  return { x, y, width: wide, height: high, rgba }
}

function premultiply(from: Uint8Array, to: Uint8Array, at: number): void {
  for (let index = 0; index < from.length; index += 4) {
    const alpha = from[index + 3] ?? 0
    if (alpha === 0) continue
    for (let channel = 0; channel < 3; channel++) {
      to[at + index + channel] = Math.round(((from[index + channel] ?? 0) * alpha) / 255)
    }
    to[at + index + 3] = alpha
  }
}

function boundsOf(pixels: Uint8Array, width: number, height: number) {
  const box = { left: width, right: -1, top: height, bottom: -1 }
  for (let y = 0; y < height; y++) {
    const alphas = 4 * y * width + 3
    let left = 0
    while (left < width && pixels[alphas + 4 * left] === 0) left++
    if (left === width) continue
    let right = width - 1
    while (pixels[alphas + 4 * right] === 0) right--
    box.left = Math.min(box.left, left)
    box.right = Math.max(box.right, right)
    box.top = Math.min(box.top, y)
    box.bottom = y
  }
  return box.right < 0 ? null : box
}

function even(value: number): number {
  return 2 * Math.floor(value / 2)
}
