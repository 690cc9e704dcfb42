/** Decodes the scenes' sound, whatever it came as, to raw 16-bit samples at 48 kHz that the mix can read. */
import { mkdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { runFfmpeg } from '../ffmpeg.ts'
import { SAMPLE_RATE } from '../quality/pcm.ts'

/** One sound to decode. */
export interface SoundFile {
  path: string
  channels: 1 | 2
  /** What lies after this is not used. */
  maxSeconds: number
  /** Where the samples go. */
  raw: string
}

/** One ffmpeg decodes this many: few processes, few open files. */
const BATCH = 40
/** No playlists, nothing that can name another file. */
const DEMUXERS = 'wav,w64,flac,ogg,mp3,aac,mov,matroska,aiff,caf'

/** Writes each file's samples to its `raw`, in `folder`. Throws StepError `ffmpeg_failed` for what is no sound. */
export async function decodeSounds(files: readonly SoundFile[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (let first = 0; first < files.length; first += BATCH) {
    const batch = files.slice(first, first + BATCH)
    const inputs = batch.flatMap((file) => ['-format_whitelist', DEMUXERS, '-i', resolve(file.path)])
    await runFfmpeg([...inputs, ...batch.flatMap(outputOf)])
  }
}

/** The samples of a decoded file, from -32768 to 32767; stereo is interleaved. */
export async function readSamples(raw: string): Promise<Int16Array> {
  const bytes = await readFile(raw)
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1)
}

/** Where the raw samples of a sound lie. */
export function rawPath(folder: string, name: string): string {
  return join(folder, `${name}.s16`)
}

function outputOf(file: SoundFile, index: number): string[] {
  const target = ['-ac', String(file.channels), '-ar', String(SAMPLE_RATE), '-f', 's16le', file.raw]
  return ['-map', `${index}:a:0`, '-t', file.maxSeconds.toFixed(3), ...target]
}
