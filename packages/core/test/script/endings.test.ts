import { describe, expect, it } from 'vitest'
import type { ScriptLogLine } from '../../src/script/index.ts'
import { setup } from './world.ts'

const KEYS = [
  'code',
  'cost',
  'durationMs',
  'exitCode',
  'interrupted',
  'killed',
  'logLines',
  'logTail',
  'message',
  'outcome',
  'output',
  'retryAfterSeconds',
  'signal',
  'timedOut',
  'usage',
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

  it.each([
    [408, 'temporary'],
    [425, 'temporary'],
    [429, 'temporary'],
    [500, 'temporary'],
    [503, 'temporary'],
    [599, 'temporary'],
    [302, 'temporary'],
    [400, 'permanent'],
    [401, 'permanent'],
    [404, 'permanent'],
    [422, 'permanent'],
    [499, 'permanent'],
  ])('with a provider that answered %i is %s, whatever the exit code says', async (httpStatus, outcome) => {
    const { run } = await setup()
    const error = { code: 'provider_refused', message: 'No.', httpStatus }
    const exit = outcome === 'temporary' ? '65' : '75'
    expect(await run(['write-output', JSON.stringify({ outputs: [], error }), exit])).toMatchObject({
      outcome,
      code: 'provider_refused',
    })
  })

  it('is what the script says of itself, where it also passes on what its provider answered', async () => {
    const { run } = await setup()
    const error = { code: 'no_credit', message: 'Pay first.', httpStatus: 429, retriable: false }
    expect((await run(['write-output', JSON.stringify({ outputs: [], error })])).outcome).toBe('permanent')
  })

  it('is followed by the wait that the provider asked for', async () => {
    const { run } = await setup()
    const error = { code: 'busy', message: '', httpStatus: 429, retryAfter: '120' }
    const result = await run(['write-output', JSON.stringify({ outputs: [], error })])
    expect(result).toMatchObject({ outcome: 'temporary', retryAfterSeconds: 120, logTail: [] })
    const own = { ...error, retryAfterSeconds: 7 }
    expect((await run(['write-output', JSON.stringify({ outputs: [], error: own })])).retryAfterSeconds).toBe(7)
  })

  it.each(['soon', '-5', '1.5', {}, ['120'], true])(
    'is not made worse by a Retry-After that is %j: it is ignored, and said so',
    async (retryAfter) => {
      const { run } = await setup()
      const error = { code: 'busy', message: 'Busy.', httpStatus: 503, retryAfter }
      const lines: ScriptLogLine[] = []
      const options = { onLog: (line: ScriptLogLine) => void lines.push(line) }
      const result = await run(['write-output', JSON.stringify({ outputs: [], error })], options)
      expect(result).toMatchObject({ outcome: 'temporary', code: 'busy', message: 'Busy.', retryAfterSeconds: null })
      const header = typeof retryAfter === 'string' ? retryAfter : JSON.stringify(retryAfter)
      expect(result.logTail).toEqual([expect.stringContaining(`The error's retryAfter '${header}' is no number`)])
      expect(lines).toEqual([{ stream: 'worker', text: result.logTail[0] }])
    },
  )

  it.each(['', null])('may say with a Retry-After of %j that there was none', async (retryAfter) => {
    const { run } = await setup()
    const error = { code: 'busy', message: 'Busy.', httpStatus: 503, retryAfter }
    const result = await run(['write-output', JSON.stringify({ outputs: [], error })])
    expect(result).toMatchObject({ outcome: 'temporary', retryAfterSeconds: null, logTail: [] })
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
