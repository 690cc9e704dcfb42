import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildCues, sidecarLayout } from '../src/captions/cues.ts'
import type { Cue } from '../src/captions/cues.ts'
import { drawCaption } from '../src/captions/drawing.ts'
import { useFontFolders } from '../src/captions/font_folders.ts'
import { FontBook } from '../src/captions/fonts.ts'
import { burnedLayout, captionStyle } from '../src/captions/style.ts'
import type { SceneTiming } from '../src/timing.ts'

const STORY =
  'The night train from Vienna leaves at nine in the evening and arrives, if the snow in the mountains allows it, ' +
  'at seven the next morning. Nobody has painted the station since the war. It waits.'
const HARMLESS = `“Quotes”, %{} {\\b1} '; rm -rf / [v0] <b>&amp; ]]> \u0007 done — yes – no.`
const TEXTS: [language: string, text: string][] = [
  ['en', STORY],
  ['en', HARMLESS],
  ['en', `A ${'w'.repeat(200)} word.`],
  ['ar', 'قبل الفجر، تحبس الغابة أنفاسها. ضوء رقيق يلمس قمم الأشجار (2026) ولا أحد يتحرك.'],
  ['he', 'היער עוצר את נשימתו, 3 ינשופים (ABC) מחכים.'],
  ['ja', '夜明け前、森は息をひそめている。「小さな鼠が、もう起きている」と梟は言った。そして、誰も動かなかった。'],
  ['zh', '黎明之前，森林屏住了呼吸。一缕微光照在树梢上，没有人动，只有一只小老鼠在寻找食物。'],
  ['ko', '새벽이 오기 전에 숲은 숨을 죽인다. 가느다란 빛이 나무 꼭대기를 찾는다.'],
  ['th', 'ก่อนรุ่งสาง ป่ากลั้นหายใจ แสงบางเบาส่องยอดไม้และไม่มีใครขยับตัวเลยแม้แต่นิดเดียว'],
  ['hi', 'सुबह होने से पहले जंगल अपनी साँस रोक लेता है। कोई नहीं हिलता।'],
  ['en', 'A family 👨‍👩‍👧‍👦 and an owl 🦉 and \u{10330}\u{10331}.'],
]
const FORMATS = [
  { width: 1280, height: 720 },
  { width: 720, height: 1280 },
  { width: 720, height: 720 },
]

describe('the captions of a scene', () => {
  it.each(TEXTS)('hold all that is said, once and in order (%s: %s)', (language, text) => {
    for (const layout of [sidecarLayout(), sidecarLayout(12)]) {
      const cues = buildCues(timingOf(text, language), layout)
      const shown = cues.flatMap(({ lines }) => lines).join('')
      expect(shown.replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''))
    }
  })

  it.each(TEXTS)('fit their lines and follow each other within the scene (%s: %s)', (language, text) => {
    const timing = timingOf(text, language)
    const layout = sidecarLayout(20)
    const cues = buildCues(timing, layout)
    let last = 0
    for (const { start, end, lines } of cues) {
      expect(lines.length).toBeLessThanOrEqual(2)
      for (const line of lines) expect(layout.widthOf(line)).toBeLessThanOrEqual(20)
      expect(start).toBeGreaterThanOrEqual(last)
      expect(end).toBeGreaterThan(start)
      last = end
    }
    expect(last).toBeLessThanOrEqual(timing.frames / timing.fps)
  })

  it('break after sentences and clauses, and never tear a short word from the next', () => {
    const cues = buildCues(timingOf(STORY), sidecarLayout())
    for (const { lines } of cues) {
      expect(lines.at(-1)).toMatch(/[.,]$/)
      for (const line of lines) expect(line).not.toMatch(/\b(the|at|in|a|if|has)$/)
    }
  })

  it('come with their first word and stay long enough to be read', () => {
    const timing = timingOf(STORY)
    for (const { start, end, lines } of buildCues(timing, sidecarLayout())) {
      const first = lines[0]?.split(' ')[0]
      expect(timing.words.some((word) => word.text === first && Math.abs(word.start - start) < 0.02)).toBe(true)
      expect(end - start).toBeGreaterThanOrEqual(0.9)
    }
  })

  it('leave a blank between two', () => {
    const cues = buildCues(timingOf(STORY), sidecarLayout())
    cues.slice(1).forEach(({ start }, index) => expect(start - (cues[index] as Cue).end).toBeGreaterThan(0.06))
  })

  it('let no closing sign open a line of Japanese or Chinese', () => {
    for (const [language, text] of TEXTS.filter(([code]) => code === 'ja' || code === 'zh')) {
      for (const columns of [10, 14, 22]) {
        const lines = buildCues(timingOf(text, language), sidecarLayout(columns)).flatMap((cue) => cue.lines)
        for (const line of lines) {
          expect(line).not.toMatch(/^[、。，」』）ー々っゃゅょ]/u)
          expect(line).not.toMatch(/[「『（]$/u)
        }
      }
    }
  })

  it('keep a family of emoji together, however narrow the line', () => {
    const lines = buildCues(timingOf('x👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦'), sidecarLayout(2)).flatMap((cue) => cue.lines)
    expect(lines).toEqual(['x', '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'])
  })

  it('are none where nothing is said', () => {
    expect(buildCues(timingOf(''), sidecarLayout())).toEqual([])
  })

  it('stay in the scene when the words are timed past its end', () => {
    const timing = { ...timingOf(STORY), frames: 60 }
    const cues = buildCues(timing, sidecarLayout())
    expect(cues.map(({ lines }) => lines.join(' ')).join(' ')).toBe(STORY)
    cues.forEach(({ start, end }, index) => {
      expect(start).toBeGreaterThanOrEqual(cues[index - 1]?.end ?? 0)
      expect(end).toBeGreaterThan(start)
      expect(end).toBeLessThanOrEqual(2)
    })
  })
})

describe('a drawn caption', () => {
  const home = process.cwd()
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reelyard-captions-'))
    const { folders } = new FontBook('en', TEXTS.map(([, text]) => text).join(' '))
    process.chdir(folder)
    useFontFolders(folders)
    process.chdir(home)
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each(TEXTS)('lies in the safe area, as wide as it was measured (%s: %s)', async (language, text) => {
    for (const format of FORMATS) {
      const style = captionStyle(format)
      const fonts = new FontBook(language, text)
      const [cue] = buildCues(timingOf(text, language), burnedLayout(style, fonts))
      const drawn = await drawCaption(cue?.lines ?? [], style, fonts.families)
      if (!drawn) throw new Error('Nothing was drawn.')
      expect(drawn.x).toBeGreaterThanOrEqual(0.05 * format.width)
      expect(drawn.x + drawn.width).toBeLessThanOrEqual(0.95 * format.width)
      expect(drawn.y + drawn.height).toBeLessThanOrEqual((format.height > format.width ? 0.82 : 0.95) * format.height)
      const measured = Math.max(...(cue?.lines ?? []).map((line) => fonts.widthOf(line))) * style.fontSize
      expect(drawn.width).toBeLessThan(measured + 2 * style.fontSize)
      expect(drawn.width).toBeGreaterThan(0.65 * measured)
    }
  })

  it('is the same, byte for byte, each time', async () => {
    const style = captionStyle({ width: 1280, height: 720 })
    const [one, two] = await Promise.all(
      [1, 2].map(() => drawCaption(['She freezes.', 'So does'], style, ['Noto Sans'])),
    )
    expect(one?.rgba.some((byte) => byte > 200)).toBe(true)
    expect(one).toEqual(two)
  })

  it('shows signs of SVG as what they are', async () => {
    const style = captionStyle({ width: 1280, height: 720 })
    const plain = await drawCaption(['bold'], style, ['Noto Sans'])
    const tagged = await drawCaption(['<b>bold</b> &amp;'], style, ['Noto Sans'])
    expect(tagged?.width).toBeGreaterThan(2 * (plain?.width ?? Infinity))
  })

  it('has one direction: that of the sentence, also where a quoted word opens a line', async () => {
    const style = captionStyle({ width: 1280, height: 720 })
    const families = ['Noto Sans', 'Noto Sans Hebrew']
    const drawn = (lines: string[]) => drawCaption(lines, style, families)
    // A dash at the end stands on the right of a sentence in English, on the left of one in Hebrew.
    expect(await drawn(['She whispers שלום', 'עולם to the sea —'])).toEqual(
      await drawn(['\u202aShe whispers שלום', '\u202aעולם to the sea —']),
    )
    expect(await drawn(['Vienna', 'עולם שלום —'])).toEqual(await drawn(['\u202bVienna', '\u202bעולם שלום —']))
    expect(await drawn(['Vienna', 'עולם שלום —'])).not.toEqual(await drawn(['Vienna', '— עולם שלום']))
  })

  it('shows a keycap as one picture', async () => {
    const style = captionStyle({ width: 1280, height: 720 })
    const drawn = await drawCaption(['1\ufe0f\u20e3'], style, ['Noto Sans', 'Noto Emoji'])
    expect(drawn?.width).toBeLessThan(2 * style.fontSize)
  })

  it('shows a box for a character that no font has', async () => {
    const style = captionStyle({ width: 1280, height: 720 })
    const drawn = await drawCaption(['\u{10330}'], style, ['Noto Sans'])
    expect(drawn?.width).toBeGreaterThan(0.5 * style.fontSize)
  })

  it('is nothing where there is nothing to see', async () => {
    expect(await drawCaption([' \u200b'], captionStyle({ width: 1280, height: 720 }), ['Noto Sans'])).toBeNull()
  })
})

/** Words at the pace of a calm voice. */
function timingOf(text: string, language = 'en'): SceneTiming {
  let now = 0.4
  const words = [...text.matchAll(/\S+/gu)].map((match) => {
    const start = now
    const end = start + 0.1 + 0.055 * match[0].length
    now = end + (/[.!?。]$/u.test(match[0]) ? 0.4 : 0.05)
    return { text: match[0], start, end, from: match.index, to: match.index + match[0].length }
  })
  return {
    fps: 30,
    frames: Math.ceil((now + 0.6) * 30),
    leadInSeconds: 0.4,
    speechSeconds: now - 0.4,
    text,
    language,
    words,
  }
}
