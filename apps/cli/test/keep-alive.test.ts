import { afterEach, expect, it } from 'vitest'
import { startChild, type Child } from '../src/processes/child.ts'
import { keepAlive, type KeptAlive } from '../src/up/keep-alive.ts'

const running: KeptAlive[] = []

afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

const soon = { timeout: 10_000, interval: 10 }

async function setup(source: string, options: { most?: number; steadyMs?: number } = {}) {
  const children: Child[] = []
  const said: string[] = []
  const launch = () => {
    const argv = ['-e', source]
    const hurry = new AbortController().signal
    const child = startChild({ name: 'it', argv, env: {}, patienceMs: 5_000, hurry, onLine: () => {} })
    children.push(child)
    return child
  }
  const it = await keepAlive({ launch, say: (line) => said.push(line), delayMs: 1, ...options })
  running.push(it)
  return { it, children, said }
}

const forever = 'setInterval(() => {}, 60_000)'

it('starts anew what was killed, and says so', async () => {
  const { it, children, said } = await setup(forever)
  process.kill(it.pid, 'SIGKILL')
  await expect.poll(() => children.map((child) => child.running), soon).toEqual([false, true])
  expect(said).toEqual(['it was ended by SIGKILL; it is started again'])
  expect(it.pid).toBe(children[1]?.pid)
})

it('gives up after so many ends in a row', async () => {
  const { it, children } = await setup('process.exit(7)', { most: 3 })
  await expect(it.gaveUp).rejects.toThrow('it ended with code 7, 3 times in a row.')
  expect(children).toHaveLength(3)
})

it('counts anew after a steady run', async () => {
  const { children } = await setup('process.exit(7)', { most: 2, steadyMs: 0 })
  await expect.poll(() => children.length, soon).toBeGreaterThan(4)
})

it('starts nothing once it was stopped', async () => {
  const { it, children } = await setup(forever)
  await it.stop()
  await it.stop()
  expect(children.map((child) => child.running)).toEqual([false])
})
