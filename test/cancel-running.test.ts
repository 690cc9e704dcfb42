import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { cancelled, gate, isThere, orderHeld, scriptStarted, start, waitForFile, sql } from './support/worker-world.ts'

const soon = { timeout: 10_000, interval: 5 }

async function msUntilGone(pid: number): Promise<number> {
  const from = performance.now()
  await expect.poll(() => isThere(pid), soon).toBe(false)
  return Math.round(performance.now() - from)
}

/** Says its number, and then what `body` does. */
const shell = (body: string) => ['sh', '-c', `echo $$ >> "$0.started"; ${body}`, gate]

describe('the script of a video that is cancelled', () => {
  test('ends at once, on whatever worker it runs', async () => {
    await Promise.all([start('one', ['--steps', 'storyboard']), start('two', ['--steps', 'assets'])])
    const id = await orderHeld(waitForFile())
    const pid = await scriptStarted()
    await cancelled(id)
    const ms = await msUntilGone(pid)
    expect(ms).toBeLessThan(1_500)
  })

  test('ends soon where it would not, with all that it started', async () => {
    await start('one')
    const child = `sh -c 'trap "" TERM; echo $$ >> "$0.child"; while :; do sleep 0.1; done' "$0" &`
    const id = await orderHeld(shell(`trap "" TERM; ${child} while :; do sleep 0.1; done`))
    const pid = await scriptStarted()
    const childPid = async () => Number(await readFile(`${gate}.child`, 'utf8').catch(() => '0'))
    await expect.poll(childPid, soon).toBeGreaterThan(0)
    await cancelled(id)
    const ms = await msUntilGone(pid)
    await expect.poll(async () => isThere(await childPid()), soon).toBe(false)
    expect(ms).toBeLessThan(2_000)
  })

  test('ends while its worker drains', async () => {
    const worker = await start('one', ['--drain-seconds', '60'])
    const id = await orderHeld(waitForFile())
    const pid = await scriptStarted()
    const stopped = worker.stop()
    await expect.poll(() => worker.log.some(({ message }) => message === 'draining'), soon).toBe(true)
    await cancelled(id)
    expect(await msUntilGone(pid)).toBeLessThan(1_500)
    expect(await stopped).toBe(0)
  })

  test('frees its slot for others, whose scripts go on', async () => {
    await start('one', ['--concurrency', '1'])
    const first = await orderHeld(waitForFile())
    const pid = await scriptStarted()
    const second = await orderHeld(waitForFile())
    await cancelled(first)
    await msUntilGone(pid)
    await expect.poll(async () => (await readFile(`${gate}.started`, 'utf8')).trim().split('\n').length, soon).toBe(2)
    const other = await scriptStarted()
    expect([other === pid, isThere(other)]).toEqual([false, true])
    await writeFile(gate, '')
    const status = async () => (await sql`select status from videos where id = ${second}`)[0]?.status
    await expect.poll(status, { timeout: 30_000 }).toBe('completed')
    await appendFile(gate, '')
  })
})
