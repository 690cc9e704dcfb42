/**
 * The loop as a file: WAV. An encoder would make it ten times smaller and cost as much as painting it does, for a file
 * that is read once and then lies in the store.
 */
import { writeFile } from 'node:fs/promises'
import { encodeWave } from '../sound/wave.ts'
import { rate, type Canvas } from './canvas.ts'

/** Writes the loop into the scratch folder. */
export async function writeLoop(canvas: Canvas): Promise<{ path: string; mediaType: string }> {
  await writeFile('ambience.wav', encodeWave([canvas.left, canvas.right], rate))
  return { path: 'ambience.wav', mediaType: 'audio/wav' }
}
