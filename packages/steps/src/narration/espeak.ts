/** The voices of eSpeak NG: a program of its own beside ours, a hundred languages. Text goes in by stdin only. */
import { spawn } from 'node:child_process'
import { StepError } from '@reelyard/core/protocol'
import { decodeWave, type Sound } from '../sound/wave.ts'
import { phraseSpans } from './phrases.ts'
import type { Rest } from './english.ts'
import type { Span } from './align.ts'

/** Words a minute; the program's own 175 is hurried for a film. */
const pace = '150'
const common = ['-b', '1', '--stdin']

/**
 * Speaks words that `speakable` has cleaned, in the voice for a language (`de`, `cmn`, `en-gb` …). The program tells no
 * times: each word's share comes from its phonemes, corrected by the pauses heard in the sound. Throws StepError
 * `voice_failed` (no such voice: permanent; killed: retriable) or `voice_missing` where the program is not installed.
 */
export async function speakWithEspeak(
  words: readonly string[],
  rests: readonly Rest[],
  language: string,
): Promise<Sound & { spans: Span[] }> {
  const voiceArgs = [...common, '-v', language]
  const spoken = words.map((word, index) => (word === '' ? '' : word + punctuation[rests[index]!]))
  const [speech, phonemes] = await Promise.all([
    runEspeak([...voiceArgs, '-s', pace, '--stdout'], spoken.join(words.some(isUnspaced) ? '' : ' ')),
    runEspeak([...voiceArgs, '-q', '-x'], words.filter((word) => word !== '').join('.\n\n')),
  ])
  const sound = decodeWave(speech)
  return { ...sound, spans: phraseSpans(sound, wordWeights(words, phonemes.toString()), rests) }
}

/**
 * A word as eSpeak NG may have it: `[[` would switch it to phoneme codes, control characters are its commands, and an
 * emoji is no word. Empty where nothing is left to say.
 */
export function speakable(word: string): string {
  return word
    .replaceAll(/[\p{C}\p{Extended_Pictographic}[\]{}<>|\\^_*#~]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .replace(/[^\p{L}\p{M}\p{N}]+$/u, '')
    .trim()
}

const punctuation: Record<Rest, string> = { none: '', comma: ',', clause: ';', sentence: '.' }

function isUnspaced(word: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word)
}

/** How long each word takes, in no unit: a vowel counts more than a consonant, a long one more than a short one. */
function wordWeights(words: readonly string[], report: string): number[] {
  const lines = report.split('\n').filter((line) => line.trim() !== '')
  const said = words.filter((word) => word !== '').length
  let line = 0
  return words.map((word) => {
    if (word === '') return 0
    return lines.length === said ? phonemeWeight(lines[line++]!) : 1 + word.length
  })
}

function phonemeWeight(line: string): number {
  const plain = line.replaceAll(/\([^)]*\)/gu, '').replaceAll(/[',_|!\s\d]/gu, '')
  const vowels = plain.match(/[aeiouAEIOU@V3y&Y0]/gu)?.length ?? 0
  const long = plain.match(/:/gu)?.length ?? 0
  return 0.6 + plain.length - long + vowels * 0.6 + long * 0.5
}

function runEspeak(args: readonly string[], text: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('espeak-ng', args, { stdio: ['pipe', 'pipe', 'pipe'] })
    const output: Buffer[] = []
    let complaint = ''
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-500)))
    child.on('error', (cause) =>
      reject(new StepError('voice_missing', 'The program espeak-ng could not be started.', { cause })),
    )
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(output))
      else
        reject(
          new StepError('voice_failed', `espeak-ng ended with ${signal ?? code}: ${complaint.trim()}`, {
            retriable: code === null,
          }),
        )
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(text)
  })
}
