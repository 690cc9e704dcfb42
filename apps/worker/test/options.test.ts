import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { STEP_NAMES } from '@reelyard/core'
import { describe, expect, it } from 'vitest'
import { readCommandLine } from '../src/options.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

function read(args: string[], environment: Record<string, string> = {}) {
  return readCommandLine(['node', 'main.ts', ...args], environment)
}

/** A worker that is not expected to get far: what it said, and how it ended. */
async function run(args: string[], environment: Record<string, string>) {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH, ...environment } })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { stdout, stderr, code: child.exitCode }
}

const environment = { DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/d', REELYARD_ARTIFACTS_DIR: '/nonexistent' }

describe('the command line of a worker', () => {
  it('has defaults for everything', () => {
    expect(read([])).toEqual({
      name: 'worker',
      concurrency: 5,
      maxInputMb: 10,
      steps: STEP_NAMES,
      leaseSeconds: 15,
      pollSeconds: 2,
      drainSeconds: 100,
      listen: true,
    })
  })

  it('takes the name of the Railway service, unless it is given one', () => {
    const service = { RAILWAY_SERVICE_NAME: 'worker-2' }
    expect(read([], service).name).toBe('worker-2')
    expect(read(['--name', 'worker-9'], service).name).toBe('worker-9')
  })

  it('takes limits in numbers and steps by name', () => {
    const line = '--concurrency 8 --max-input-mb 0.5 --steps assets,clips --lease-seconds 1800 --no-listen'
    expect(read(line.split(' '))).toMatchObject({
      concurrency: 8,
      maxInputMb: 0.5,
      steps: ['assets', 'clips'],
      leaseSeconds: 1_800,
      listen: false,
    })
    expect(read(['--steps', 'all']).steps).toEqual(STEP_NAMES)
  })

  it.each([
    ['--concurrency', '0'],
    ['--max-input-mb', 'ten'],
    ['--steps', 'assets,painting'],
    ['--name', 'two words'],
  ])('ends the process on %s %j, with a sentence that names it', async (option, value) => {
    const { code, stderr } = await run([`${option}=${value}`], environment)
    expect(code).toBe(1)
    expect(stderr).toContain(option)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})

describe('a worker that cannot run', () => {
  it('names everything that its environment lacks, and ends', async () => {
    const { code, stdout, stderr } = await run([], { LOG_LEVEL: 'loud' })
    expect(code).toBe(1)
    expect(stdout).toBe('')
    const [heading, ...faults] = stderr.trimEnd().split('\n')
    expect(heading).toBe('The environment is not complete.')
    expect(faults).toEqual([
      expect.stringContaining('DATABASE_URL: is not set'),
      expect.stringContaining('REELYARD_ARTIFACTS_DIR: is not set'),
      expect.stringContaining('LOG_LEVEL: has a wrong value'),
    ])
  })

  it('ends with the remedy where ffmpeg is missing', async () => {
    const { code, stderr } = await run([], { ...environment, FFMPEG_PATH: '/nonexistent' })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^\/nonexistent is missing or does not run\. Install .*ffmpeg.*\n$/)
  })
})
