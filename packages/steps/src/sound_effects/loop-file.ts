/** The loop as a file: Ogg Opus, which decodes to exactly as many samples as went in. */
import { unlink, writeFile } from 'node:fs/promises'
import { runFfmpeg } from '../ffmpeg.ts'
import { encodeWave } from '../sound/wave.ts'
import { rate, type Canvas } from './canvas.ts'

const raw = 'loop.wav'

/** Writes the loop into the scratch folder. An ffmpeg without libopus gives FLAC: larger, and as good. */
export async function writeLoop(canvas: Canvas): Promise<{ path: string; mediaType: string }> {
  await writeFile(raw, encodeWave([canvas.left, canvas.right], rate))
  const file = await encode('ambience.opus', 'audio/ogg', [
    '-c:a',
    'libopus',
    '-b:a',
    '112k',
    '-compression_level',
    '0',
  ]).catch(() => encode('ambience.flac', 'audio/flac', ['-c:a', 'flac']))
  await unlink(raw)
  return file
}

async function encode(
  path: string,
  mediaType: string,
  codec: readonly string[],
): Promise<{ path: string; mediaType: string }> {
  await runFfmpeg(['-f', 'wav', '-i', raw, '-map_metadata', '-1', ...codec, '-bitexact', path])
  return { path, mediaType }
}
