import { describe, expect, it } from 'vitest'
import { setup } from './world.ts'

const KEYS = [
  'code',
  'cost',
  'durationMs',
  'exitCode',
  'interrupted',
  'killed',
  'logTail',
  'message',
  'outcome',
  'output',
  'retryAfterSeconds',
  'signal',
  'timedOut',
]

describe('how a script ended', () => {
  it('is a success where it ended with 0 and a valid output.json', async () => {
    const { run } = await setup()
    const result = await run(['write-output', '{"outputs":[],"result":{"scenes":3}}'])
    expect(result).toMatchObject({ outcome: 'succeeded', code: null, message: null, exitCode: 0, signal: null })
    expect(result.output).toEqual({ outputs: [], result: { scenes: 3 } })
    expect(result).toMatchObject({ timedOut: false, interrupted: false, killed: false, cost: null })
  })

  it('has the same keys, however it ended', async () => {
    const { run, folder } = await setup()
    const results = [
      await run(['write-output', '{"outputs":[]}']),
      await run(['fail', '1']),
      await run(['forever'], { timeoutMs: 50 }),
      await run([], { argv: ['there-is-no-such-program'] }),
      await run(['fail', '1'], { signal: AbortSignal.abort() }),
      await run([], { argv: [], folder: `${folder}/missing` }),
    ]
    for (const result of results) expect(Object.keys(result).sort()).toEqual(KEYS)
  })

  it.each([64, 65, 66, 77, 78])('is permanent with exit code %i', async (code) => {
    const { run } = await setup()
    expect(await run(['fail', String(code)])).toMatchObject({
      outcome: 'permanent',
      code: `exit_${code}`,
      exitCode: code,
    })
  })

  it.each([1, 2, 69, 75, 137, 255])('is temporary with exit code %i', async (code) => {
    const { run } = await setup()
    expect(await run(['fail', String(code)])).toMatchObject({
      outcome: 'temporary',
      code: `exit_${code}`,
      exitCode: code,
    })
  })

  it('quotes the last words of a script that failed', async () => {
    const { run } = await setup()
    expect((await run(['fail', '1'])).message).toBe('The script ended with exit code 1. Its last words: cannot go on')
  })

  it('is temporary where a signal from elsewhere killed it', async () => {
    const { run } = await setup()
    const result = await run(['die'])
    expect(result).toMatchObject({ outcome: 'temporary', code: 'killed_by_signal', signal: 'SIGKILL', exitCode: null })
    expect(result.killed).toBe(false)
  })

  it.each([
    { exit: 0, retriable: true, outcome: 'temporary' },
    { exit: 0, retriable: false, outcome: 'permanent' },
    { exit: 65, retriable: true, outcome: 'temporary' },
    { exit: 75, retriable: false, outcome: 'permanent' },
  ])('is $outcome where its own error says retriable: $retriable, whatever exit code $exit says', async (example) => {
    const { run } = await setup()
    const error = {
      code: 'quota_spent',
      message: 'No more pictures today.',
      retriable: example.retriable,
      retryAfterSeconds: 90,
    }
    const result = await run(['write-output', JSON.stringify({ outputs: [], error }), String(example.exit)])
    expect(result).toMatchObject({ outcome: example.outcome, code: 'quota_spent', message: 'No more pictures today.' })
    expect(result).toMatchObject({ retryAfterSeconds: 90, output: null, exitCode: example.exit })
  })

  it('is decided by the exit code where a failed script left an output.json that is none', async () => {
    const { run } = await setup()
    expect(await run(['write-output', '{"outputs":', '65'])).toMatchObject({ outcome: 'permanent', code: 'exit_65' })
  })

  it('is temporary where the program is not there, since it may be on another machine', async () => {
    const { run } = await setup()
    const result = await run([], { argv: ['there-is-no-such-program'] })
    expect(result).toMatchObject({ outcome: 'temporary', code: 'spawn_failed', exitCode: null, killed: false })
    expect(result.message).toContain('there-is-no-such-program')
  })

  it('is permanent where the arguments cannot be passed to any program', async () => {
    const { run } = await setup()
    expect(await run(['fail', 'a\0b'])).toMatchObject({ outcome: 'permanent', code: 'spawn_failed' })
    expect(await run(['fail', 'x'.repeat(3_000_000)])).toMatchObject({ outcome: 'permanent', code: 'spawn_failed' })
  })

  it('is a value also where the script removed its own folder', async () => {
    const { run } = await setup()
    expect(await run(['lose-folder'])).toMatchObject({ outcome: 'temporary', code: 'missing_output' })
  })
})
