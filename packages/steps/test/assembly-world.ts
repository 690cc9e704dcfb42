/** Small films' worth of input for the assembly step: real clips, real sound, in a scratch folder of their own. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ScriptOutput } from '@reelyard/core/protocol'
import { seeded } from '../src/sound/random.ts'
import { encodeWave } from '../src/sound/wave.ts'
import type { TimedWord } from '../src/timing.ts'

export const run = promisify(execFile)

export const FPS = 30
export const RATE = 48_000
const STEPS = join(import.meta.dirname, '../src')

export interface TestScene {
  text: string
  frames: number
  /** Default 0.4 s. */
  leadInSeconds?: number
  /** Default: what is left without lead-in and 0.5 s of tail. */
  speechSeconds?: number
  /** `silent`: no voice. Default `speech`: bursts that a meter takes for a voice, the first one sharp. */
  voice?: 'speech' | 'silent'
  /** Amplitude of the ambience's noise; default 0.05. */
  ambience?: number
  /** An ffmpeg source for the picture. */
  picture?: string
  /** Frames that the clip really has, where it is to be wrong. */
  clipFrames?: number
}

export interface World extends AsyncDisposable {
  folder: string
  /** Runs the step's executable; gives the exit code and what it wrote. */
  step: (name: string, env?: Record<string, string>) => Promise<{ code: number; output: ScriptOutput }>
  read: (name: string) => Promise<string>
}

const MOVING = 'testsrc2=s=320x180:r=30'

/** A scratch folder with an `input.json` for assembly. */
export async function assemblyWorld(scenes: TestScene[], parameters: Record<string, unknown> = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'assembly-'))
  await makeClips(folder, scenes)
  const inputs = []
  for (const [index, scene] of scenes.entries()) {
    const timing = timingOf(scene)
    const files = [
      { role: 'clip', step: 'clips', path: `${clipName(scene)}.mp4`, data: undefined },
      { role: 'speech', step: 'narration', path: `speech-${index}.wav`, data: speech(scene, timing.speechSeconds) },
      { role: 'timing', step: 'narration', path: `timing-${index}.json`, data: Buffer.from(JSON.stringify(timing)) },
      { role: 'ambience', step: 'sound_effects', path: `ambience-${index}.wav`, data: ambience(scene, index) },
    ]
    for (const { data, ...file } of files) {
      if (data) await writeFile(join(folder, file.path), data)
      const bytes = data ?? (await readFile(join(folder, file.path)))
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      inputs.push({ ...file, scene: index + 1, mediaType: 'application/octet-stream', bytes: bytes.length, sha256 })
    }
  }
  const format = { width: 320, height: 180, fps: FPS }
  const filled = { title: 'A film', format, captions: 'sidecar', language: 'en', scenes: scenes.length, ...parameters }
  await writeInput(folder, 'assembly', filled, inputs)
  return world(folder)
}

/** `input.json` of any step of the test's video. */
export async function writeInput(folder: string, step: string, parameters: object, inputs: object[], changes = {}) {
  const finished = { startedAt: '2026-01-01T10:00:00.000Z', finishedAt: '2026-01-01T10:00:02.500Z' }
  const input = {
    ...{ protocol: 1, step, scene: null, parameters, inputs, checkpoint: null },
    video: { id: '018f3f1e-0000-7000-8000-000000000001', title: 'A film', channel: 'nature' },
    task: { id: 'task', attempt: 1 },
    context: { tasks: [{ step: 'clips', scene: 1, worker: 'worker-1', attempt: 1, ...finished }] },
    ...changes,
  }
  await writeFile(join(folder, 'input.json'), JSON.stringify(input))
}

export function world(folder: string): World {
  return {
    folder,
    read: (name) => readFile(join(folder, name), 'utf8'),
    step: async (name, env = {}) => {
      const options = { cwd: folder, env: { ...process.env, ...env } }
      const done = run(process.execPath, [join(STEPS, name, 'main.ts')], options)
      const code = await done.then(
        () => 0,
        (error: unknown) => (error as { code: number }).code,
      )
      return { code, output: JSON.parse(await readFile(join(folder, 'output.json'), 'utf8')) as ScriptOutput }
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The film's sound, left and right. */
export async function decode(film: string): Promise<[Float32Array, Float32Array]> {
  const options = { encoding: 'buffer', maxBuffer: 1 << 28 } as const
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', film, '-f', 'f32le', '-'], options)
  const both = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength))
  return [both.filter((_, i) => i % 2 === 0), both.filter((_, i) => i % 2 === 1)]
}

/** Root mean square in decibels, from one second to another. */
export function level(samples: Float32Array, from: number, to: number): number {
  const part = samples.subarray(Math.round(from * RATE), Math.round(to * RATE))
  return 10 * Math.log10(part.reduce((sum, sample) => sum + sample * sample, 1e-12) / part.length)
}

function timingOf({ text, frames, leadInSeconds = 0.4, speechSeconds = frames / FPS - 0.9, voice }: TestScene) {
  const spoken = voice === 'silent' ? 0 : speechSeconds
  const words: TimedWord[] = []
  const pieces = [...text.matchAll(/\S+/gu)]
  const each = speechSeconds / pieces.length
  for (const [i, piece] of pieces.entries()) {
    const start = leadInSeconds + i * each
    words.push({ text: piece[0], start, end: start + each, from: piece.index, to: piece.index + piece[0].length })
  }
  return { fps: FPS, frames, leadInSeconds, speechSeconds: spoken, text, language: 'en', words }
}

/** Eight bursts a second of tone and noise; begins with full force, so that its first sample can be found. */
function speech({ voice }: TestScene, seconds: number): Buffer {
  const random = seeded('speech')
  const samples = new Float32Array(Math.round(Math.max(0.2, seconds) * RATE))
  if (voice === 'silent') return encodeWave([samples], RATE)
  for (let i = 0; i < samples.length; i++) {
    const beat = Math.max(0, Math.cos((2 * Math.PI * 4 * i) / RATE))
    samples[i] = 0.35 * beat * (Math.cos((2 * Math.PI * 300 * i) / RATE) + 0.5 * (random() - 0.5))
  }
  return encodeWave([samples], RATE)
}

function ambience({ ambience: amplitude = 0.05 }: TestScene, seed: number): Buffer {
  const random = seeded(`ambience ${seed}`)
  const noise = () => Float32Array.from({ length: 2 * RATE }, () => (random() - 0.5) * 2 * amplitude)
  return encodeWave([noise(), noise()], RATE)
}

function clipName({ frames, clipFrames = frames, picture = MOVING }: TestScene): string {
  return `clip-${clipFrames}-${createHash('sha256').update(picture).digest('hex').slice(0, 8)}`
}

/** Coded as the clips step does it where it matters here: High, closed groups of pictures, even times. */
async function makeClips(folder: string, scenes: TestScene[]): Promise<void> {
  const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-pix_fmt', 'yuv420p', '-g', '60']
  const steady = ['-flags', '+cgop', '-sc_threshold', '0', '-video_track_timescale', '15360']
  const different = new Map(scenes.map((scene) => [clipName(scene), scene]))
  for (const [name, { frames, clipFrames = frames, picture = MOVING }] of different) {
    const input = ['-f', 'lavfi', '-i', picture, '-frames:v', String(clipFrames), '-an']
    await run('ffmpeg', ['-v', 'error', '-y', ...input, ...codec, ...steady, join(folder, `${name}.mp4`)])
  }
}
