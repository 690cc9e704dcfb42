/** eSpeak NG, the program that speaks other languages than English where it is installed. */
import { execFile } from 'node:child_process'

/** Voices are looked up at the start of a process: a program that hangs must not hold it up. */
const TIMEOUT_MS = 10_000

/** What `espeak-ng --voices` prints, for `voiceCatalogue`; '' where it is not installed. Never rejects; takes some 10 ms. */
export function readEspeakTable(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  return new Promise((resolve) => {
    execFile('espeak-ng', ['--voices'], { env, timeout: TIMEOUT_MS }, (error, stdout) => resolve(error ? '' : stdout))
  })
}
