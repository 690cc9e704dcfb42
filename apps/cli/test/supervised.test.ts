import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { supervise, type Supervised } from '../src/dev/supervised.ts'
import { startChild, type Child } from '../src/processes/child.ts'

let folder: string
let running: Supervised[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-test-'))
  running = []
})

afterEach(async () => {
  for (const one of running) await one.stop()
  await rm(folder, { recursive: true, force: true })
})

const forever = `setInterval(() => {}, 60_000); console.log('up')`

/** Supervises a program that is written anew before it is started anew. */
async function setup(source = forever) {
  const program = join(folder, 'program.mjs')
  const write = (text: string) => writeFile(program, text)
  await write(source)
  const children: Child[] = []
  const said: string[] = []
  const lines: string[] = []
  const launch = () => {
    const hurry = new AbortController().signal
    const onLine = (line: string) => void lines.push(line)
    const child = startChild({ name: 'it', argv: [program], env: {}, patienceMs: 10_000, hurry, onLine })
    children.push(child)
    return child
  }
  const it = supervise(launch, (line) => said.push(line))
  running.push(it)
  return { it, write, children, said, lines }
}

const soon = { timeout: 10_000, interval: 10 }

describe('a supervised process', () => {
  it('is ended in order and started anew', async () => {
    const bye = join(folder, 'bye')
    const orderly = `import { writeFileSync } from 'node:fs'
      process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(bye)}, 'in order'); process.exit(0) })`
    const { it, children, lines, said } = await setup(`${orderly}; ${forever}`)
    await it.start()
    await expect.poll(() => lines, soon).toEqual(['up'])
    await it.restart()
    expect(await readFile(bye, 'utf8')).toBe('in order')
    expect(children.map((child) => child.running)).toEqual([false, true])
    expect(said).toEqual([])
  })

  it('is started anew once for all the changes that come meanwhile', async () => {
    const { it, children } = await setup()
    await it.start()
    await Promise.all([it.restart(), it.restart(), it.restart()])
    expect(children.map((child) => child.running)).toEqual([false, true])
  })

  it('stays down when it has ended by itself, says so, and comes back with its next change', async () => {
    const { it, write, children, said } = await setup('process.exit(3)')
    await it.start()
    await expect.poll(() => said, soon).toEqual(['it ended with code 3; waiting for a change of its source'])
    expect(children).toHaveLength(1)
    await write(forever)
    await it.restart()
    expect(children.map((child) => child.running)).toEqual([false, true])
  })

  it('waits for a change where it cannot be launched at all', async () => {
    const said: string[] = []
    const it = supervise(
      () => Promise.reject(new Error('It did not start.')),
      (line) => said.push(line),
    )
    await it.start()
    expect(said).toEqual(['It did not start.\nwaiting for a change of its source'])
    await it.stop()
  })

  it('leaves nothing running when it is stopped in the middle of a restart, and starts nothing afterwards', async () => {
    const { it, children, said } = await setup()
    await it.start()
    const restarted = it.restart()
    await it.stop()
    await restarted
    expect(children.every((child) => !child.running)).toBe(true)
    const launched = children.length
    await it.restart()
    expect(children).toHaveLength(launched)
    expect(said).toEqual([])
  })
})
