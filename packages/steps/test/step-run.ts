/** Runs a built-in step as a worker does: its own process, in a scratch folder of its own. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ScriptOutput } from '@reelyard/core/protocol'
import { decodeWave, type Sound } from '../src/sound/wave.ts'

export interface StepRun extends AsyncDisposable {
  folder: string
  exitCode: number
  output: ScriptOutput
  /** The bytes of the output file of a role. */
  bytes: (role: string) => Promise<Buffer>
  json: <T>(role: string) => Promise<T>
}

/** Runs a step that needs parameters only. */
export async function runParameters(
  step: string,
  parameters: Record<string, unknown>,
  env: Record<string, string> = {},
): Promise<StepRun> {
  const folder = await mkdtemp(join(tmpdir(), `${step}-`))
  await writeFile(join(folder, 'input.json'), JSON.stringify(inputOf(step, parameters)))
  const main = join(import.meta.dirname, `../src/${step}/main.ts`)
  const exitCode = await new Promise<number>((resolve) => {
    execFile(process.execPath, [main], { cwd: folder, env: { ...process.env, ...env } }, (error) =>
      resolve(error ? Number(error.code) : 0),
    )
  })
  const output = JSON.parse(await readFile(join(folder, 'output.json'), 'utf8')) as ScriptOutput
  const bytes = (role: string) => readFile(join(folder, output.outputs.find((file) => file.role === role)!.path))
  return {
    folder,
    exitCode,
    output,
    bytes,
    json: async <T>(role: string) => JSON.parse((await bytes(role)).toString()) as T,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

function inputOf(step: string, parameters: Record<string, unknown>): Record<string, unknown> {
  return {
    protocol: 1,
    step,
    scene: 1,
    video: { id: 'v1', title: 'A test', channel: 'c1' },
    task: { id: 't1', attempt: 1 },
    parameters,
    inputs: [],
    checkpoint: null,
    context: { tasks: [] },
  }
}

/** Any sound file as what a player would play: both channels, 48 kHz. */
export async function played(file: string): Promise<{ left: Sound; right: Sound }> {
  const side = async (channel: number) => {
    const args = ['-v', 'error', '-i', file, '-af', `pan=mono|c0=c${channel}`, '-f', 'wav', '-ar', '48000', '-']
    return decodeWave(
      await new Promise<Buffer>((resolve, reject) => {
        execFile('ffmpeg', args, { encoding: 'buffer', maxBuffer: 1 << 26 }, (error, stdout) =>
          error ? reject(new Error('ffmpeg cannot read the sound', { cause: error })) : resolve(stdout),
        )
      }),
    )
  }
  return { left: await side(0), right: await side(1) }
}
