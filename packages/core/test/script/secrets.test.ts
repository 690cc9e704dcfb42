import { describe, expect, it } from 'vitest'
import type { ScriptProgress } from '../../src/script/index.ts'
import { setup } from './world.ts'

describe('secrets', () => {
  const secrets = ['s3cret-value', 'abc']

  it('are taken out of log lines, also where chunks split them', async () => {
    const { run } = await setup()
    const lines: string[] = []
    const result = await run(['say', 'key s3cr', 'et-value!\n'], { secrets, onLog: ({ text }) => lines.push(text) })
    expect(lines).toEqual(['key [redacted]!'])
    expect(result.logTail).toEqual(lines)
  })

  it.each([
    ['within JSON', ['a"b\\c-secret'], '{"key":"a\\"b\\\\c-secret"}', '{"key":"[redacted]"}'],
    ['within a URL', ['p@ss/word?'], 'https://u:p%40ss%2Fword%3F@host/', 'https://u:[redacted]@host/'],
    ['line by line', ['-----BEGIN-----\nMIIEvQ\n-----END-----'], 'MIIEvQ', '[redacted]'],
    ['where two overlap', ['abcdef', 'efghij'], 'x abcdefghij y', 'x [redacted] y'],
    ['where one holds the other', ['abcdef-longer', 'abcdef'], 'abcdef-longer abcdef', '[redacted] [redacted]'],
    ['where one follows the other', ['abcdef'], 'abcdefabcdef', '[redacted][redacted]'],
    ['where the script ended in its midst', ['s3cret-value'], 'key s3cret-v', 'key [redacted]'],
    ['where the line was cut in its midst', ['s3cret-value'], `${'x'.repeat(65_530)}s3cret-value`, 'x'.repeat(65_530)],
  ])('are taken out %s', async (_, ofExample, said, expected) => {
    const { run } = await setup()
    const lines: string[] = []
    await run(['say', said], { secrets: ofExample, onLog: ({ text }) => lines.push(text) })
    expect(lines).toHaveLength(1)
    expect(lines[0]?.slice(0, expected.length)).toBe(expected)
    expect('[redacted]').toContain(lines[0]?.slice(expected.length))
  })

  it('are taken out of messages, of errors and of results', async () => {
    const { run } = await setup()
    const messages: unknown[] = []
    const onProgress = ({ message }: ScriptProgress) => messages.push(message)
    await run(['say', '{"message":"with s3cret-value"}\n'], { secrets, onProgress })
    expect(messages).toEqual(['with [redacted]'])

    const error = { code: 'denied', message: 's3cret-value was refused', retriable: false }
    const failed = await run(['write-output', JSON.stringify({ outputs: [], error })], { secrets })
    expect(failed.message).toBe('[redacted] was refused')

    const output = { outputs: [], result: { request: { headers: ['Bearer s3cret-value'] } } }
    const succeeded = await run(['write-output', JSON.stringify(output)], { secrets })
    expect(succeeded.output?.result).toEqual({ request: { headers: ['Bearer [redacted]'] } })

    expect(JSON.stringify(await run(['s3cret-value'], { secrets }))).not.toContain('s3cret-value')
  })

  it('are not looked for in checkpoints, which are data, nor where they are shorter than four characters', async () => {
    const { run } = await setup()
    const stored: unknown[] = []
    const onCheckpoint = async (value: unknown) => void stored.push(value)
    await run(['checkpoint', '"s3cret-value"'], { secrets, onCheckpoint })
    expect(stored).toEqual(['s3cret-value'])
    expect((await run(['say', 'abc\n'], { secrets })).logTail).toEqual(['abc'])
  })
})
