import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ScriptError } from '../../src/protocol.ts'
import { fixtureArgv, setup } from './world.ts'

async function refuse(details: Partial<ScriptError>) {
  const { run, folder } = await setup()
  await writeFile(join(folder, 'input.json'), '{}')
  const argv = [process.execPath, ...fixtureArgv(['refuse-step.ts', JSON.stringify(details)])]
  const result = await run([], { argv })
  return { ...result, written: JSON.parse(await readFile(join(folder, 'output.json'), 'utf8')) as unknown }
}

describe('a step that throws a StepError', () => {
  it.each([
    [{}, 'permanent', 65],
    [{ retriable: true }, 'temporary', 75],
    [{ httpStatus: 404 }, 'permanent', 65],
    [{ httpStatus: 503 }, 'temporary', 75],
    [{ httpStatus: 503, retriable: false }, 'permanent', 65],
  ])('with %j ends for a reason that is as %s to its output.json as to its exit code', async (details, ...ended) => {
    const [outcome, exitCode] = ended
    expect(await refuse(details)).toMatchObject({
      outcome,
      exitCode,
      code: 'refused',
      message: 'The provider said no.',
    })
  })

  it('hands on how long its provider wants to be left alone', async () => {
    expect((await refuse({ httpStatus: 429, retryAfter: '90' })).retryAfterSeconds).toBe(90)
    expect((await refuse({ retriable: true, retryAfterSeconds: 5, retryAfter: '90' })).retryAfterSeconds).toBe(5)
    expect((await refuse({ httpStatus: 429, retryAfter: null })).retryAfterSeconds).toBeNull()
  })

  it('writes down what it knows, and nothing else', async () => {
    const error = { code: 'refused', message: 'The provider said no.', retriable: true, httpStatus: 429 }
    expect((await refuse({ httpStatus: 429 })).written).toEqual({ outputs: [], error })
  })
})
