/**
 * The bundled fonts, and which of them sets which character. Nothing is taken from the machine, so that captions look the
 * same everywhere; a font is opened only when a text has its script.
 */
import { fileURLToPath } from 'node:url'
import { readFace } from './sfnt.ts'
import type { Face } from './sfnt.ts'

interface Font {
  family: string
  file: string
  /** In a collection. */
  index?: number
}

/** Part of a text that one font sets. */
export interface FontRun {
  font: Font
  text: string
}

const LATIN: Font = { family: 'Noto Sans', file: 'NotoSans-SemiBold.ttf' }
const EMOJI: Font = { family: 'Noto Emoji', file: 'NotoEmoji-SemiBold.ttf' }
const CJK_FILE = 'NotoSansCJK-Bold.ttc'
const JAPANESE: Font = { family: 'Noto Sans CJK JP', file: CJK_FILE, index: 0 }
const SIMPLIFIED: Font = { family: 'Noto Sans CJK SC', file: CJK_FILE, index: 1 }
const TRADITIONAL: Font = { family: 'Noto Sans CJK TC', file: CJK_FILE, index: 2 }
const KOREAN: Font = { family: 'Noto Sans CJK KR', file: CJK_FILE, index: 3 }

const SCRIPTS: [script: RegExp, font: Font][] = [
  [/[\p{Script=Arabic}]/u, { family: 'Noto Sans Arabic', file: 'NotoSansArabic-SemiBold.ttf' }],
  [/[\p{Script=Hebrew}]/u, { family: 'Noto Sans Hebrew', file: 'NotoSansHebrew-SemiBold.ttf' }],
  [/[\p{Script=Devanagari}।॥]/u, { family: 'Noto Sans Devanagari', file: 'NotoSansDevanagari-SemiBold.ttf' }],
  [/[\p{Script=Thai}]/u, { family: 'Noto Sans Thai', file: 'NotoSansThai-SemiBold.ttf' }],
]
const EAST_ASIAN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\u3200-\u33ff\uff00-\uffef]/u
const PICTURE = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u
/** Joiners, variation selectors, direction marks: they have no width, and no font needs to have them. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/u

export class FontBook {
  readonly #eastAsian: Font[]
  readonly #faces = new Map<Font, Face>()
  readonly #graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  readonly #known = new Map<string, { font: Font; width: number }>()

  /** `language` (BCP 47) and the text decide whose shapes Chinese characters have. */
  constructor(language: string, text: string) {
    this.#eastAsian = eastAsianFonts(language, text)
  }

  /** Width of a text in parts of the font size: the sum of its characters' widths, so a little more than when shaped. */
  widthOf(text: string): number {
    let width = 0
    for (const { segment } of this.#graphemes.segment(text)) width += this.#lookUp(segment).width
    return width
  }

  /** The text cut where its font changes. */
  runs(text: string): FontRun[] {
    const runs: FontRun[] = []
    for (const { segment } of this.#graphemes.segment(text)) {
      const last = runs.at(-1)
      // A space or a full stop keeps to the font before it, where that has it: shaping goes on undisturbed.
      const shared = last && !/[\p{L}\p{N}]/u.test(segment) && covers(this.#face(last.font), segment)
      const font = shared ? last.font : this.#lookUp(segment).font
      if (last?.font === font) last.text += segment
      else runs.push({ font, text: segment })
    }
    return runs
  }

  /** Paths of the fonts that set a text. */
  filesFor(text: string): string[] {
    const files = new Set([LATIN.file, ...this.runs(text).map(({ font }) => font.file)])
    return [...files].map(pathOf)
  }

  #lookUp(grapheme: string): { font: Font; width: number } {
    let known = this.#known.get(grapheme)
    if (!known) {
      const font = this.#candidates(grapheme).find((candidate) => covers(this.#face(candidate), grapheme)) ?? LATIN
      this.#known.set(grapheme, (known = { font, width: advanceOf(this.#face(font), grapheme, font === EMOJI) }))
    }
    return known
  }

  #candidates(grapheme: string): Font[] {
    const scripts = SCRIPTS.filter(([script]) => script.test(grapheme)).map(([, font]) => font)
    const eastAsian = EAST_ASIAN.test(grapheme) ? this.#eastAsian : []
    return [...scripts, ...eastAsian, LATIN, ...(PICTURE.test(grapheme) ? [EMOJI] : [])]
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

function covers(face: Face, grapheme: string): boolean {
  return [...grapheme].every((character) => UNSEEN.test(character) || face.has(character.codePointAt(0) ?? 0))
}

/** An emoji of several characters is one picture. */
function advanceOf(face: Face, grapheme: string, single: boolean): number {
  const widths = [...grapheme].map((one) => (UNSEEN.test(one) ? 0 : face.advanceOf(one.codePointAt(0) ?? 0)))
  return single ? Math.max(...widths) : widths.reduce((sum, width) => sum + width, 0)
}

function eastAsianFonts(language: string, text: string): Font[] {
  const all = [JAPANESE, SIMPLIFIED, TRADITIONAL, KOREAN]
  const first = eastAsianFont(language, text)
  return [first, ...all.filter((font) => font !== first)]
}

function eastAsianFont(language: string, text: string): Font {
  if (/^zh\b.*(hant|tw|hk|mo)\b/i.test(language)) return TRADITIONAL
  if (/^zh\b/i.test(language)) return SIMPLIFIED
  if (/^ja\b/i.test(language) || /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return JAPANESE
  if (/^ko\b/i.test(language) || /\p{Script=Hangul}/u.test(text)) return KOREAN
  return SIMPLIFIED
}
