/** The catalogue of voices: which there can be, and which one an order gets. */

/** A voice that the narration step can speak with. */
export interface Voice {
  /** As an order names it: `slt`, `espeak:de`. */
  id: string
  /** BCP 47. */
  language: string
  /** For people. */
  description: string
}

/** The voices that are part of Reelyard and speak on every machine. */
export const BUILT_IN_VOICES: readonly Voice[] = [
  { id: 'slt', language: 'en', description: 'Clear US English, higher' },
  { id: 'rms', language: 'en', description: 'Calm US English, lower' },
  { id: 'awb', language: 'en', description: 'Scottish English, lower' },
  { id: 'kal16', language: 'en', description: 'Plain US English, lower, quick to make' },
  { id: 'kal', language: 'en', description: 'Plain US English, lower, telephone quality' },
]

/** Of an order that names neither voice nor language. */
const DEFAULT_LANGUAGE = 'en'
/** Languages that eSpeak NG names by another tag than people do. */
const OTHER_NAMES = new Map(
  Object.entries({
    zh: 'cmn',
    'zh-hk': 'yue',
    'zh-tw': 'cmn',
    no: 'nb',
    fil: 'tl',
    iw: 'he',
    in: 'id',
  }),
)

/** A voice that was found for an order. */
export interface ResolvedVoice {
  voice: string
  /** The order's language as the order wrote it; the voice's own where the order named none. */
  language: string
}

/** Why an order gets no voice. */
export interface VoiceFault {
  fault: 'unknown_voice' | 'unspeakable_language' | 'voice_language_mismatch'
  /** A sentence for people that names what there is instead. */
  message: string
}

/**
 * All voices of a machine: the built-in ones, and eSpeak NG's. `espeakTable` is what `espeak-ng --voices` prints there,
 * '' where it is not installed.
 */
export function voiceCatalogue(espeakTable: string): Voice[] {
  return [...BUILT_IN_VOICES, ...readEspeakTable(espeakTable)]
}

/**
 * The voice for an order. Default: `slt`, English.
 * A language alone gets a built-in voice if one speaks it in any country's form, else eSpeak NG's, looked up as BCP 47
 * does it: `de-AT`, then `de`.
 */
export function resolveVoice(
  voices: readonly Voice[],
  wanted: { voice?: string; language?: string },
): ResolvedVoice | VoiceFault {
  const language = wanted.language ?? DEFAULT_LANGUAGE
  if (wanted.voice === undefined) return voiceForLanguage(voices, language)
  const voice = voices.find(({ id }) => id.toLowerCase() === wanted.voice!.toLowerCase())
  if (!voice) {
    return { fault: 'unknown_voice', message: `There is no voice '${wanted.voice}'. Voices: ${namesOf(voices)}.` }
  }
  if (wanted.language === undefined) return { voice: voice.id, language: voice.language }
  if (primary(espeakName(language)) === primary(voice.language)) return { voice: voice.id, language }
  return {
    fault: 'voice_language_mismatch',
    message: `The voice '${voice.id}' speaks '${voice.language}', not '${language}'. Without a voice, one is chosen.`,
  }
}

function voiceForLanguage(voices: readonly Voice[], language: string): ResolvedVoice | VoiceFault {
  const builtIn = BUILT_IN_VOICES.find((voice) => primary(voice.language) === primary(language))
  if (builtIn) return { voice: builtIn.id, language }
  for (const range of fallbacks(language)) {
    const voice = voices.find((candidate) => candidate.language.toLowerCase() === range)
    if (voice) return { voice: voice.id, language }
  }
  const name = primary(espeakName(language))
  const relatives = voices.filter((candidate) => primary(candidate.language) === name)
  const relative = relatives.find((candidate) => candidate.language.toLowerCase() === `${name}-${name}`) ?? relatives[0]
  if (relative) return { voice: relative.id, language }
  return {
    fault: 'unspeakable_language',
    message: `No voice on this machine speaks '${language}'. Languages: ${languagesOf(voices)}.`,
  }
}

/** `zh-Hant-TW` → zh-hant-tw, zh-hant, zh, each followed by its other name. */
function fallbacks(language: string): string[] {
  const parts = language.toLowerCase().replaceAll('_', '-').split('-')
  return parts.flatMap((_, index) => {
    const range = parts.slice(0, parts.length - index).join('-')
    const other = OTHER_NAMES.get(range)
    return other === undefined ? [range] : [range, other]
  })
}

function espeakName(language: string): string {
  return fallbacks(language).at(-1)!
}

function primary(language: string): string {
  return language.toLowerCase().split('-')[0]!
}

function namesOf(voices: readonly Voice[]): string {
  const others = voices.some(({ id }) => id.startsWith('espeak:')) ? ', espeak:<language>' : ''
  return `${BUILT_IN_VOICES.map(({ id }) => id).join(', ')}${others}`
}

function languagesOf(voices: readonly Voice[]): string {
  return [...new Set(voices.map(({ language }) => primary(language)))].join(', ')
}

/** ` 5  de              --/M      German             gmw/de`, after a heading. Of a language's voices, the first. */
function readEspeakTable(table: string): Voice[] {
  const voices = new Map<string, Voice>()
  for (const [, language, name] of table.matchAll(/^\s*\d+\s+(\S+)\s+\S+\s+(\S+)\s+\S+/gmu)) {
    const id = `espeak:${language}`
    if (!voices.has(id))
      voices.set(id, { id, language: language!, description: `${name!.replaceAll('_', ' ')} (eSpeak NG)` })
  }
  return [...voices.values()]
}
