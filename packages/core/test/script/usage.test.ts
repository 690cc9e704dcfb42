import { describe, expect, it } from 'vitest'
import { setup } from './world.ts'

const MEBIBYTE = 1024 * 1024

describe('what a script used', () => {
  it('is nothing where it never started', async () => {
    const { run } = await setup()
    expect((await run([], { argv: ['there-is-no-such-program'] })).usage).toBeNull()
    expect((await run(['forever'], { signal: AbortSignal.abort() })).usage).toBeNull()
  })

  it('is its time and what it wrote, on any machine', async () => {
    const { run } = await setup()
    const { usage } = await run(['say', 'abc\n', 'de\n'])
    expect(usage).toMatchObject({ wallSeconds: expect.any(Number), logBytes: 7 })
    expect((await run(['forever'], { timeoutMs: 300 })).usage?.wallSeconds).toBeGreaterThanOrEqual(0.3)
  })

  it('is also what it wrote when it was too much', async () => {
    const { run } = await setup()
    const { usage, code } = await run(['big-output'], { maxOutputBytes: 1_000_000 })
    expect(code).toBe('output_limit')
    expect(usage?.logBytes).toBeGreaterThan(1_000_000)
  })
})

describe.runIf(process.platform === 'linux')('what a script used on Linux', () => {
  it.each(['itself', 'a child that it waited for'])('is processor time and memory of %s', async (whose) => {
    const { run } = await setup()
    const { usage } = await run(['burn', '1000', '200', ...(whose === 'itself' ? [] : ['child'])])
    expect(usage?.cpuSeconds).toBeGreaterThanOrEqual(0.99)
    expect(usage?.cpuSeconds).toBeLessThan(4)
    expect(usage?.maxRssBytes).toBeGreaterThan(200 * MEBIBYTE)
    expect(usage?.maxRssBytes).toBeLessThan(500 * MEBIBYTE)
  })

  it('is known to the end, though the last look was long before', async () => {
    const { run } = await setup()
    // The looks come after 0.1, 0.2, 0.4 and 0.8 s, and it uses the processor after the last of them too.
    const { usage } = await run(['burn', '900', '1'])
    expect(usage?.cpuSeconds).toBeGreaterThanOrEqual(0.89)
  })

  it('is processor time alone where it ended before anybody looked', async () => {
    const { run } = await setup()
    const { usage } = await run([], { argv: ['true'] })
    expect(usage).toMatchObject({ cpuSeconds: expect.any(Number), maxRssBytes: null })
  })

  it('is told apart from what others use at the same time', async () => {
    const worlds = await Promise.all([setup(), setup(), setup()])
    const [idle, small, big] = await Promise.all([
      worlds[0].run(['forever'], { timeoutMs: 2000 }),
      worlds[1].run(['burn', '1000', '20']),
      worlds[2].run(['burn', '1000', '300']),
    ])
    expect(idle.usage?.cpuSeconds).toBeLessThan(0.2)
    expect(idle.usage?.maxRssBytes).toBeLessThan(20 * MEBIBYTE)
    expect(big.usage!.maxRssBytes! - small.usage!.maxRssBytes!).toBeGreaterThan(200 * MEBIBYTE)
  })

  it('is looked up once more when it is ended', async () => {
    const { run } = await setup()
    const interruption = new AbortController()
    const onLog = () => interruption.abort()
    const { usage } = await run(['forever'], { onLog, signal: interruption.signal })
    expect(usage?.maxRssBytes).toBeGreaterThan(0)
  })
})
