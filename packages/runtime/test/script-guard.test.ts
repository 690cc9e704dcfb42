import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { processesWith } from '../../../test/support/processes.ts'

const FIXTURE = fileURLToPath(new URL('fixtures/guards.ts', import.meta.url))
const soon = { timeout: 20_000, interval: 10 }

/** A process group of one. */
function group(): ChildProcess {
  const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** A process that guards; `tell` resolves when it has done what it is told. */
async function setup() {
  const child = spawn(process.execPath, [FIXTURE], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line))
  const heard = (line: string) => expect.poll(() => said, soon).toContain(line)
  await heard('up')
  const tell = async (line: string) => {
    child.stdin.write(`${line}\n`)
    await heard(line)
  }
  const shells = () => processesWith(`guard-of-${child.pid}`)
  await expect.poll(shells, soon).toHaveLength(1)
  return { child, tell, shells }
}

describe('the guard of scripts', () => {
  it('ends what it watches when its process is killed, leaves what it has forgotten, and ends itself', async () => {
    const { child, tell, shells } = await setup()
    const [watched, forgotten] = [group(), group()]
    await tell(`watch ${watched.pid}`)
    await tell(`watch ${forgotten.pid}`)
    await tell(`forget ${forgotten.pid}`)
    const ended = once(watched, 'exit')
    child.kill('SIGKILL')
    expect(await ended).toEqual([null, 'SIGKILL'])
    await expect.poll(shells, soon).toEqual([])
    expect(forgotten.signalCode).toBeNull()
    expect(forgotten.exitCode).toBeNull()
  })

  it('ends when it is stopped', async () => {
    const { child, tell, shells } = await setup()
    const exited = once(child, 'exit')
    await tell('stop')
    expect(await exited).toEqual([0, null])
    expect(await shells()).toEqual([])
  })

  it('is replaced when it is killed itself, and the next one watches the same', async () => {
    const { child, tell, shells } = await setup()
    const watched = group()
    await tell(`watch ${watched.pid}`)
    const [first] = await shells()
    // One that ends within a second of its start is not replaced: it would end again.
    const born = performance.now()
    await expect.poll(() => performance.now() - born, soon).toBeGreaterThan(1_000)
    process.kill(first!, 'SIGKILL')
    await expect.poll(async () => (await shells()).filter((pid) => pid !== first), soon).toHaveLength(1)
    const ended = once(watched, 'exit')
    child.kill('SIGKILL')
    expect(await ended).toEqual([null, 'SIGKILL'])
  })
})
