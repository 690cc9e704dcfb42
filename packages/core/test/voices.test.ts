import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { BUILT_IN_VOICES, detectVoices, resolveVoice, type Voice } from '../src/voices.ts'

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
  const path = process.env['PATH']
  const folders: string[] = []

  /** Makes the PATH a folder that holds nothing, or a program of this text under the name espeak-ng. */
  async function pathWith(program?: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'voices-'))
    folders.push(folder)
    if (program) await writeFile(join(folder, 'espeak-ng'), program)
    if (program) await chmod(join(folder, 'espeak-ng'), 0o755)
    process.env['PATH'] = program ? [folder, path].join(delimiter) : folder
  }

  afterEach(async () => {
    process.env['PATH'] = path
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
  })

  test('are the built-in ones where eSpeak NG is missing', async () => {
    await pathWith()
    expect(await detectVoices()).toEqual(BUILT_IN_VOICES)
  })

  test('hold one voice for each language that eSpeak NG lists', async () => {
    const table = ['Pty Language       Age/Gender VoiceName          File                 Other Languages']
    table.push(' 5  de              --/M      German             gmw/de               ')
    table.push(' 2  en-gb           --/M      English_(Great_Britain) gmw/en               (en 2)')
    table.push(' 5  en-gb           --/M      Another            gmw/other            ')
    await pathWith(`#!/bin/sh\ncat <<'END'\n${table.join('\n')}\nEND\n`)
    expect((await detectVoices()).slice(BUILT_IN_VOICES.length)).toEqual([
      { id: 'espeak:de', language: 'de', description: 'German (eSpeak NG)' },
      { id: 'espeak:en-gb', language: 'en-gb', description: 'English (Great Britain) (eSpeak NG)' },
    ])
  })
})
