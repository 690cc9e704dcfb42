/** The world of a script test: a scratch folder, the fixtures, and what is left of a process. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { runScript, scriptEnvironment, type ScriptOptions } from '../../src/script/index.ts'

const FIXTURES = join(import.meta.dirname, '..', 'fixtures')
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter)

/** A scratch folder that goes with the test, and a way to run a fixture in it. */
export async function setup() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'script-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const optionsOf = (fixture: string[]): ScriptOptions => ({
    argv: fixtureArgv(fixture),
    folder,
    environment: scriptEnvironment({ PATH }, [], folder),
    timeoutMs: 30_000,
  })
  const run = (fixture: string[], options: Partial<ScriptOptions> = {}) =>
    runScript({ ...optionsOf(fixture), ...options })
  return { folder, run }
}

/** A fixture with its arguments. */
export function fixtureArgv([name = '', ...rest]: string[]): string[] {
  return [join(FIXTURES, name), ...rest]
}

/** Whether a process still does something: a dead one that nobody has reaped yet does not. */
export function isRunning(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
    return !state.startsWith('Z')
  } catch {
    return false
  }
}
