import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'

const FIXTURE = fileURLToPath(new URL('fixtures/closes-slowly.ts', import.meta.url))

/** A process that is up; it stops when `letGo` is called. */
async function setup(...args: string[]) {
  const child = spawn(process.execPath, [FIXTURE, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const exited = once(child, 'exit').then(() => child.exitCode)
  const said: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) =>
    said.push((JSON.parse(line) as { message: string }).message),
  )
  const hears = (message: string, times = 1) =>
    expect.poll(() => said.filter((one) => one === message).length, { timeout: 20_000, interval: 10 }).toBe(times)
  await hears('up')
  /** Sends a signal, and waits until it has been heard. */
  let count = 0
  const signal = async (name: NodeJS.Signals) => {
    child.kill(name)
    await hears('stopping', ++count)
  }
  return { child, exited, said, signal, hears, letGo: () => child.stdin.write('\n') }
}

describe('a process that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)(
    'by %s does so in order, and ends with 0',
    async (name) => {
      const { signal, letGo, exited, said } = await setup()
      await signal(name)
      letGo()
      expect(await exited).toBe(0)
      expect(said).toEqual(['up', 'stopping', 'in order', 'stopped'])
    },
  )

  it('ends at once at the second signal where it knows no faster way', async () => {
    const { signal, child, exited, said } = await setup()
    await signal('SIGTERM')
    child.kill('SIGTERM')
    expect(await exited).toBe(1)
    expect(said).not.toContain('in order')
  })

  it('ends faster and in order at the second signal where it knows how', async () => {
    const { signal, exited, said } = await setup('hurries')
    await signal('SIGINT')
    await signal('SIGTERM')
    expect(await exited).toBe(0)
    expect(said).toContain('in order')
  })

  it('ends at once, with a fault, when its time is over', async () => {
    const { signal, exited, said } = await setup('waits', '50')
    await signal('SIGTERM')
    expect(await exited).toBe(1)
    expect(said).toContain('could not stop in time')
  })

  it('by an error that nobody has caught stops in order, and ends with a fault', async () => {
    const { child, hears, letGo, exited } = await setup()
    child.kill('SIGUSR1')
    await hears('stopping after an uncaught error')
    letGo()
    expect(await exited).toBe(1)
  })

  it('by errors again and again is not hurried by them, and logs a few', async () => {
    const { child, hears, letGo, exited, said } = await setup('hurries')
    child.kill('SIGUSR1')
    await hears('all thrown')
    expect(said).not.toContain('in order')
    letGo()
    expect(await exited).toBe(1)
    expect(said.filter((one) => one === 'another one')).toHaveLength(4)
  })

  it('by itself takes the time that it has after a signal, and ends with the code that it wants', async () => {
    const { child, exited, said, letGo, hears } = await setup('hurries')
    child.kill('SIGUSR2')
    await hears('ending itself')
    expect(said).not.toContain('in order')
    letGo()
    expect(await exited).toBe(70)
    expect(said).toContain('in order')
  })
})

describe('a process whose log nobody reads any more', () => {
  it('goes on without, and ends in order', async () => {
    const { child, letGo } = await setup()
    child.stdin.on('error', () => {})
    child.stdout.destroy()
    child.kill('SIGTERM')
    // A line that comes before the signal does not count.
    await expect.poll(() => (letGo(), child.exitCode), { timeout: 20_000, interval: 20 }).toBe(0)
  })
})
