import { BUILT_IN_VOICES, resolveVoice, voiceCatalogue, type Voice } from '@reelyard/core'
import { describe, expect, test } from 'vitest'

const espeak = (language: string): Voice => ({ id: `espeak:${language}`, language, description: language })
const voices = [...BUILT_IN_VOICES, ...['de', 'cmn', 'fr-be', 'fr-fr', 'en-gb', 'pt', 'pt-br', 'nb'].map(espeak)]

describe('the voice of an order', () => {
  test.each([
    [{}, 'slt', 'en'],
    [{ language: 'en-GB' }, 'slt', 'en-GB'],
    [{ language: 'de' }, 'espeak:de', 'de'],
    [{ language: 'de-AT' }, 'espeak:de', 'de-AT'],
    [{ language: 'pt-BR' }, 'espeak:pt-br', 'pt-BR'],
    [{ language: 'fr' }, 'espeak:fr-fr', 'fr'],
    [{ language: 'zh-Hant-TW' }, 'espeak:cmn', 'zh-Hant-TW'],
    [{ language: 'no' }, 'espeak:nb', 'no'],
    [{ voice: 'rms' }, 'rms', 'en'],
    [{ voice: 'awb', language: 'en-AU' }, 'awb', 'en-AU'],
    [{ voice: 'espeak:de' }, 'espeak:de', 'de'],
    [{ voice: 'espeak:cmn', language: 'zh' }, 'espeak:cmn', 'zh'],
  ])('%j gets %s', (wanted, voice, language) => {
    expect(resolveVoice(voices, wanted)).toEqual({ voice, language })
  })

  test.each([
    [{ voice: 'bob' }, 'unknown_voice'],
    [{ language: 'tlh' }, 'unspeakable_language'],
    [{ voice: 'slt', language: 'de' }, 'voice_language_mismatch'],
  ])('%j is refused as %s, and the message says why', (wanted, fault) => {
    const refused = resolveVoice(voices, wanted)
    expect(refused).toMatchObject({ fault, message: expect.stringContaining(Object.values(wanted)[0]!) })
  })
})

describe('the voices of a machine', () => {
  test('are the built-in ones where eSpeak NG is missing', () => {
    expect(voiceCatalogue('')).toEqual(BUILT_IN_VOICES)
  })

  test('hold one voice for each language that eSpeak NG lists', () => {
    const table = ['Pty Language       Age/Gender VoiceName          File                 Other Languages']
    table.push(' 5  de              --/M      German             gmw/de               ')
    table.push(' 2  en-gb           --/M      English_(Great_Britain) gmw/en               (en 2)')
    table.push(' 5  en-gb           --/M      Another            gmw/other            ')

    expect(voiceCatalogue(`${table.join('\n')}\n`).slice(BUILT_IN_VOICES.length)).toEqual([
      { id: 'espeak:de', language: 'de', description: 'German (eSpeak NG)' },
      { id: 'espeak:en-gb', language: 'en-gb', description: 'English (Great Britain) (eSpeak NG)' },
    ])
  })
})
