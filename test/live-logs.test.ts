import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { completed, gate, logOfHeld, orderHeld, scriptStarted, soon, sql, start } from './support/worker-world.ts'

const until = 'while [ ! -e "$0" ]; do sleep 0.05; done'
const shell = (body: string) => ['sh', '-c', `echo $$ >> "$0.started"; ${body}`, gate]

describe('the log of a running attempt', () => {
  test('can be read while it runs, a second behind at most, and whole at its end', async () => {
    await start('one')
    const id = await orderHeld(shell(`echo first; echo second >&2; ${until}; echo last`))
    await scriptStarted()
    await expect.poll(async () => (await logOfHeld())?.log?.length, soon).toBe(2)
    expect(await logOfHeld()).toMatchObject({ ended: false, logLines: 2 })
    expect(new Set((await logOfHeld())?.log)).toEqual(new Set(['first', 'second']))
    await completed(id)
    expect(await logOfHeld()).toMatchObject({ ended: true, logLines: 3 })
    expect((await logOfHeld())?.log?.at(-1)).toBe('last')
  })

  test('keeps the last 200 lines of many, and counts them all', async () => {
    await start('one')
    const id = await orderHeld(shell(`seq 1 30000; ${until}`))
    await scriptStarted()
    await expect.poll(async () => (await logOfHeld())?.logLines, soon).toBe(30_000)
    const log = (await logOfHeld())?.log
    expect([log?.length, log?.at(0), log?.at(-1)]).toEqual([200, '29801', '30000'])
    await completed(id)
    expect(await logOfHeld()).toMatchObject({ ended: true, logLines: 30_000 })
  })

  test('costs no statement while nothing is said', async () => {
    await start('one')
    const id = await orderHeld(shell(until))
    await scriptStarted()
    const version = async () =>
      (
        await sql`select a.xmin::text from attempts a join tasks t on t.id = a.task_id
      where t.step = 'assets'`
      )[0]?.xmin
    const before = await version()
    await expect
      .poll(
        async () =>
          (await sql`select count(*)::int as n from workers where last_heartbeat_at > started_at + interval '5 s'`)[0]
            ?.n,
        soon,
      )
      .toBe(1)
    expect(await version()).toBe(before)
    await completed(id)
    await writeFile(gate, '')
  })
})
