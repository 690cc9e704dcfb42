import { describe, expect, it } from 'vitest'
import type { ScriptLogLine, ScriptProgress } from '../../src/script/index.ts'
import { setup } from './world.ts'

describe('what a script says', () => {
  it('is progress, words and cost as they come, and a sum of the cost', async () => {
    const { run } = await setup()
    const heard: ScriptProgress[] = []
    const result = await run(['slow-progress'], { onProgress: (progress) => heard.push(progress) })
    expect(heard).toEqual([1, 2, 3].map((step) => ({ progress: step / 4, message: `step ${step}`, cost: 0.25 })))
    expect(result).toMatchObject({ outcome: 'succeeded', cost: 0.75, logTail: [] })
  })

  it('is log where a line is no object or none of the protocol, and on stderr always', async () => {
    const { run } = await setup()
    const lines = [
      'plain',
      '[1]',
      'null',
      '{"level":30}',
      '{"progress":"half"}',
      '{"cost":-1}',
      '{broken',
      '{"message":"heard"}',
    ]
    const result = await run(['say', lines.join('\n')])
    expect(result.logTail).toEqual(lines.slice(0, -1))
    const failed = await run([], { argv: ['sh', '-c', 'echo \'{"message":"no"}\' >&2'] })
    expect(failed.logTail).toEqual(['{"message":"no"}'])
  })

  it('keeps progress between 0 and 1', async () => {
    const { run } = await setup()
    const heard: ScriptProgress[] = []
    await run(['say', '{"progress":7}\r\n{"progress":-1}\n'], { onProgress: (progress) => heard.push(progress) })
    expect(heard).toEqual([{ progress: 1 }, { progress: 0 }])
  })

  it('reaches the log line by line, each with its stream, in chunks of any size', async () => {
    const { run } = await setup()
    const lines: ScriptLogLine[] = []
    await run(['say', 'fir', 'st\nsec', 'ond\r', '\nthird'], { onLog: (line) => lines.push(line) })
    expect(lines).toEqual(['first', 'second', 'third'].map((text) => ({ stream: 'stdout', text })))
  })

  it('has its invalid bytes replaced, and its characters whole that came in two parts', async () => {
    const { run } = await setup()
    expect((await run(['invalid-utf8'])).logTail).toEqual(['a\uFFFDb', 'café'])
  })

  it('is kept to the last 200 lines, each cut at 2,000 characters', async () => {
    const { run } = await setup()
    const { logTail } = await run([], { argv: ['sh', '-c', 'seq 1000; head -c 5000 /dev/zero | tr "\\0" x'] })
    expect(logTail).toHaveLength(200)
    expect(logTail[0]).toBe('802')
    expect(logTail.at(-1)).toBe('x'.repeat(2000))
  })

  it('is handed on in moderation, and what is left out is said', async () => {
    const { run } = await setup()
    const lines: ScriptLogLine[] = []
    const argv = ['sh', '-c', 'seq 200000; echo {\\"outputs\\":[]} > output.json']
    const result = await run([], { argv, onLog: (line) => lines.push(line) })
    expect(lines.slice(0, 2).map(({ text }) => text)).toEqual(['1', '2'])
    const told = lines.filter(({ stream }) => stream === 'worker').map(({ text }) => Number.parseInt(text, 10))
    const passed = lines.filter(({ stream }) => stream === 'stdout').length
    expect(passed).toBeGreaterThan(4000)
    expect(passed).toBeLessThan(8000)
    expect(passed + told.reduce((sum, left) => sum + left, 0)).toBe(200_000)
    expect(result.logTail.at(-1)).toBe('200000')
  })

  it('is never held in memory where a line does not end', async () => {
    const { run } = await setup()
    const lines: ScriptLogLine[] = []
    const before = process.memoryUsage.rss()
    let most = before
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5)
    await run(['endless-line', '256'], { maxOutputBytes: 2 ** 30, onLog: (line) => lines.push(line) })
    clearInterval(timer)
    expect(lines.map((line) => line.text.length)).toEqual([65_536, 5])
    expect(most - before).toBeLessThan(128 * 1024 * 1024)
  })
})
