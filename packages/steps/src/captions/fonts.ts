/**
 * The bundled fonts, and which of them a text needs. Nothing is taken from the machine, so that captions look the same
 * everywhere; a font is opened only when a text has its script.
 */
import { fileURLToPath } from 'node:url'
import { readFace } from './sfnt.ts'
import type { Face } from './sfnt.ts'

interface Font {
  family: string
  /** Relative to `packages/steps/fonts`. */
  file: string
  /** In a collection. */
  index?: number
}

const LATIN: Font = { family: 'Noto Sans', file: 'latin/NotoSans-SemiBold.ttf' }
const EMOJI: Font = { family: 'Noto Emoji', file: 'emoji/NotoEmoji-SemiBold.ttf' }
/** The family that draws keycaps. */
export const keycapFamily = EMOJI.family
const EAST_ASIAN_FILE = 'east_asian/NotoSansCJK-Bold.ttc'
const JAPANESE: Font = { family: 'Noto Sans CJK JP', file: EAST_ASIAN_FILE, index: 0 }
const SIMPLIFIED: Font = { family: 'Noto Sans CJK SC', file: EAST_ASIAN_FILE, index: 1 }
const TRADITIONAL: Font = { family: 'Noto Sans CJK TC', file: EAST_ASIAN_FILE, index: 2 }
const KOREAN: Font = { family: 'Noto Sans CJK KR', file: EAST_ASIAN_FILE, index: 3 }

const SCRIPTS: [script: RegExp, font: Font][] = [
  [/\p{Script=Arabic}/u, { family: 'Noto Sans Arabic', file: 'arabic/NotoSansArabic-SemiBold.ttf' }],
  [/\p{Script=Hebrew}/u, { family: 'Noto Sans Hebrew', file: 'hebrew/NotoSansHebrew-SemiBold.ttf' }],
  [/\p{Script=Devanagari}/u, { family: 'Noto Sans Devanagari', file: 'devanagari/NotoSansDevanagari-SemiBold.ttf' }],
  [/\p{Script=Thai}/u, { family: 'Noto Sans Thai', file: 'thai/NotoSansThai-SemiBold.ttf' }],
]
const EAST_ASIAN_SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo']
const EAST_ASIAN_SIGNS = '\\u3000-\\u303f\\u3200-\\u33ff\\uff00-\\uffef'
const EAST_ASIAN = new RegExp(
  `[${EAST_ASIAN_SCRIPTS.map((script) => `\\p{Script=${script}}`).join('')}${EAST_ASIAN_SIGNS}]`,
  'u',
)
const PICTURE = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u
/** Joiners, variation selectors, direction marks: they have no width, and no font needs to have them. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/u
/** Width of the box that stands for a character that no font has. */
const BOX_WIDTH = 1.2

/** The fonts of one text, in the order in which they are tried for a character. */
export class FontBook {
  readonly #fonts: Font[]
  readonly #faces = new Map<Font, Face>()
  readonly #graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  readonly #widths = new Map<string, number>()

  /** `language` (BCP 47) and the text decide whose shapes Chinese characters have. */
  constructor(language: string, text: string) {
    const scripts = SCRIPTS.filter(([script]) => script.test(text)).map(([, font]) => font)
    const eastAsian = EAST_ASIAN.test(text) ? eastAsianFonts(language, text) : []
    this.#fonts = [...eastAsian, LATIN, ...scripts, ...(PICTURE.test(text) ? [EMOJI] : [])]
  }

  get families(): string[] {
    return this.#fonts.map(({ family }) => family)
  }

  /** The folders that hold these fonts. */
  get folders(): string[] {
    return [...new Set(this.#fonts.map(({ file }) => pathOf(file.slice(0, file.indexOf('/')))))]
  }

  /** Width of a text in parts of the font size: its characters' widths added up, so as a rule more than when shaped. */
  widthOf(text: string): number {
    let width = 0
    for (const { segment } of this.#graphemes.segment(text)) width += this.#widthOfGrapheme(segment)
    return width
  }

  #widthOfGrapheme(grapheme: string): number {
    let width = this.#widths.get(grapheme)
    if (width === undefined) {
      const characters = [...grapheme].filter((one) => !UNSEEN.test(one)).map((one) => one.codePointAt(0) ?? 0)
      const widths = characters.map((one) => this.#widthOfCharacter(one))
      // An emoji of several characters is one picture.
      width = PICTURE.test(grapheme) ? Math.max(0, ...widths) : widths.reduce((sum, one) => sum + one, 0)
      this.#widths.set(grapheme, width)
    }
    return width
  }

  #widthOfCharacter(codePoint: number): number {
    for (const font of this.#fonts) {
      const face = this.#face(font)
      if (face.has(codePoint)) return face.advanceOf(codePoint)
    }
    return BOX_WIDTH
  }

  #face(font: Font): Face {
    let face = this.#faces.get(font)
    if (!face) this.#faces.set(font, (face = readFace(pathOf(font.file), font.index)))
    return face
  }
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(`../../fonts/${file}`, import.meta.url))
}

function eastAsianFonts(language: string, text: string): Font[] {
  const first = eastAsianFont(language, text)
  return [first, ...[JAPANESE, SIMPLIFIED, TRADITIONAL, KOREAN].filter((font) => font !== first)]
}

function eastAsianFont(language: string, text: string): Font {
  if (/^zh\b.*(hant|tw|hk|mo)\b/i.test(language)) return TRADITIONAL
  if (/^zh\b/i.test(language)) return SIMPLIFIED
  if (/^ja\b/i.test(language) || /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return JAPANESE
  if (/^ko\b/i.test(language) || /\p{Script=Hangul}/u.test(text)) return KOREAN
  return SIMPLIFIED
}
