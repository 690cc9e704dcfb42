/** What becomes of events that are old, or come from another server. */
import { eventsBeginning, type EventView, type Replay } from '@reelyard/pipeline'
import { expect, test } from 'vitest'
import { pipeline, sql } from './support/pipeline-world.ts'

const FILTER = { channels: null, videoId: null, types: null }

async function allKept(): Promise<EventView[]> {
  const until = await pipeline.eventsFromNow()
  const events: EventView[] = []
  let next: Replay | null = { position: eventsBeginning(until), until }
  while (next) {
    const page: { events: EventView[]; next: Replay | null } = await pipeline.replayEvents(next, FILTER)
    events.push(...page.events)
    next = page.next
  }
  return events
}

async function write(type: string, at: string, xid = 'pg_current_xact_id()'): Promise<void> {
  await sql.unsafe(`insert into events (type, channel_id, data, happened_at, xid)
                    values ('${type}', 'default', '{}', ${at}, ${xid})`)
}

test('events go when they are old, but for the newest of those; the others stay', async () => {
  await sql`delete from events`
  for (const age of [30, 20, 10, 5, 1]) await write(`age ${age}`, `now() - interval '${age} days'`)

  expect(await pipeline.forgetOldEvents(7)).toBe(2)
  expect((await allKept()).map(({ type }) => type)).toEqual(['age 10', 'age 5', 'age 1'])
  expect(await pipeline.forgetOldEvents(7)).toBe(0)
})

test('events of a server whose numbers were higher are shown to nobody, and go', async () => {
  await sql`delete from events`
  const before = await pipeline.eventsFromNow()
  await write('restored', 'now()', `'900000000'::xid8`)
  await write('ours', 'now()')

  expect((await allKept()).map(({ type }) => type)).toEqual(['ours'])
  const batch = await pipeline.nextEvents(before)
  expect(batch?.events.map(({ type }) => type)).toEqual(['ours'])
  expect((await pipeline.nextEvents(batch!.position))?.events).toEqual([])
  expect(await pipeline.forgetOldEvents(7)).toBe(1)
})

test('there is no going on in the events of another server', async () => {
  const now = await pipeline.eventsFromNow()
  expect(await pipeline.nextEvents({ ...now, history: '00000000' })).toBeNull()
})
