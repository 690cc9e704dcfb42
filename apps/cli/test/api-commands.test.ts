/** The commands over the API, against a web process. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claimOne, failure, pipeline, run, sql } from '../../../test/support/pipeline-world.ts'
import { runCommand } from '../../../test/support/command.ts'
import { file, json, reelyard } from './api-world.ts'

const STEERING = /[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/u
const ANY_ID = '6f9619ff-8b86-4011-b42d-00c04fc964ff'

/** Of the test's own; no order of it is left over. */
let channel: string

afterEach(async () => {
  const { videos } = await json<{ videos: { id: string }[] }>('videos', '--channel', channel)
  for (const { id } of videos) await pipeline.cancel(id, 'test')
})

beforeEach(async () => {
  channel = `c-${randomUUID()}`
  await pipeline.putChannel({ id: channel, name: 'Channel' })
})

async function order(extra: object = {}): Promise<string> {
  const path = await file('order.json', { title: 'A film', brief: 'One.', channel, ...extra })
  const { id } = await json<{ id: string }>('submit', path)
  return id
}

async function storyboardOf(videoId: string): Promise<string> {
  const { tasks } = await json<{ tasks: { id: string }[] }>('video', videoId)
  return tasks[0]!.id
}

describe('videos', () => {
  test('are ordered, found, changed and cancelled', async () => {
    const id = await order({ externalId: channel })
    const listed = await reelyard(['videos', '--channel', channel])
    expect(listed).toMatchObject({ code: 0, err: '' })
    expect(listed.out).toMatch(new RegExp(`^ID .*TITLE\n${id}  pending +0 %.*A film\n$`))
    expect(await json('videos', '--external-id', channel)).toMatchObject({ videos: [{ id }], nextCursor: null })
    expect((await reelyard(['videos', '--channel', channel, '--status', 'failed'])).out).toBe('No videos.\n')
    expect(await json('change', id, '--priority', 'high')).toMatchObject({ priority: 'high' })
    const { out } = await reelyard(['cancel', id, '--note', 'a test'])
    expect(out).toBe('The video is cancelled.\n')
    expect((await reelyard(['cancel', id])).code).toBe(2)
  })

  test('are ordered once under one key, and only previewed by a dry run', async () => {
    const path = await file('order.json', { title: 'A film', brief: 'One.', channel })
    const plan = await reelyard(['submit', path, '--dry-run'])
    expect(plan.out).toMatch(/^8 tasks, 1 scenes\n/)
    const key = randomUUID()
    const both = await Promise.all([1, 2].map(() => json<{ id: string }>('submit', path, '--idempotency-key', key)))
    expect(both[0]?.id).toBe(both[1]?.id)
    expect((await json<{ videos: unknown[] }>('videos', '--channel', channel)).videos).toHaveLength(1)
  })

  test('are watched to their end, which is the exit code', async () => {
    const id = await order()
    await pipeline.cancel(id, 'test')
    const shown = await reelyard(['watch', id])
    expect(shown).toMatchObject({ code: 1, err: 'The video ended as cancelled.\n' })
    const events = await reelyard(['watch', id, '--json'])
    expect(events.code).toBe(1)
    const types = events.out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type)
    expect([types[0], types.at(-1)]).toEqual(['video.created', 'video.cancelled'])
  })

  test('that failed are retried; a step is made again with other inputs', async () => {
    const id = await order()
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    await pipeline.fail(task, { ...failure, outcome: 'permanent', code: 'no_quota', message: 'none left' })
    expect((await reelyard(['video', id])).out).toMatch(/^storyboard +failed +\S+ +no_quota: none left$/m)
    expect(await reelyard(['retry', id])).toMatchObject({ code: 0, out: 'The video is pending.\n' })
    await run(await claimOne('storyboard'))
    const redone = await reelyard(['redo', id, 'storyboard', '--set', 'brief=Two.'])
    expect(redone.out).toBe(`storyboard is made again: task ${await storyboardOf(id)}.\n`)
    expect(await pipeline.getTask(await storyboardOf(id))).toMatchObject({ parameters: { brief: 'Two.' } })
    expect(await reelyard(['redo', id, 'assets'])).toMatchObject({ code: 2, err: expect.stringContaining('scene') })
  })
})

describe('what waits for a person', () => {
  test('is listed, rejected, and approved', async () => {
    await pipeline.putChannel({ id: channel, name: 'Channel', settings: { gates: { storyboard: {} } } })
    await order()
    const task = await claimOne('storyboard')
    await run(task)
    expect((await reelyard(['reviews', '--channel', channel])).out).toContain(`${task.taskId}  storyboard`)
    expect((await reelyard(['reject', task.taskId])).code).toBe(2)
    expect((await reelyard(['reviews', 'link', task.taskId, '--expires', '1h'])).out).toMatch(
      /^http\S+\/review\/\S+\n$/,
    )
    const rejected = await json('reject', task.taskId, '--note', 'shorter', '--set', 'brief=Two.')
    expect(rejected).toMatchObject({ items: [{ state: 'pending' }] })
    await run(await claimOne('storyboard'))
    const both = await reelyard(['approve', task.taskId, ANY_ID, '--note', 'good'])
    expect(both).toMatchObject({ code: 2, out: `${task.taskId}  approved\n`, err: expect.stringContaining(ANY_ID) })
  })
})

describe('those who run it', () => {
  test('pause and resume', async () => {
    expect((await reelyard(['pause', '--channel', channel, '--reason', 'a test'])).code).toBe(0)
    expect((await reelyard(['queues'])).out).toContain(`Paused: channel ${channel}, by admin: a test`)
    expect((await reelyard(['resume', '--channel', channel])).code).toBe(0)
    expect((await reelyard(['resume', '--channel', channel])).code).toBe(2)
    expect((await reelyard(['pause'])).code).toBe(2)
  })

  test('see that nobody works', async () => {
    expect(await reelyard(['workers'])).toEqual({ code: 1, out: 'No workers.\n', err: '' })
  })

  test('make keys, which are alone on stdout, and revoke them', async () => {
    const args = ['keys', 'create', channel, '--scope', 'videos:read', '--channel', channel, '--days', '1']
    const { out, err } = await reelyard(args)
    expect(out).toMatch(/^ry_[\w-]{43}\n$/)
    const [, id = ''] = /id +(\S+)/.exec(err) ?? []
    const key = await file('a.key', out)
    const asReader = { env: { REELYARD_API_KEY: undefined } }
    expect((await reelyard(['videos', '--key-file', key], asReader)).code).toBe(0)
    expect((await reelyard(['keys', '--key-file', key], asReader)).code).toBe(2)
    expect((await reelyard(['keys', 'revoke', id])).code).toBe(0)
    const revoked = () => reelyard(['videos', '--key-file', key], asReader).then(({ code }) => code)
    await expect.poll(revoked, { timeout: 10_000 }).toBe(2)
  })

  test('look after channels and their secrets, which come from stdin only', async () => {
    const id = `d-${randomUUID()}`
    const put = async (settings: object) =>
      reelyard(['channels', 'put', await file('c.json', { id, name: 'D', settings })])
    expect(await put({ voice: 'slt', captions: 'none' })).toMatchObject({
      code: 0,
      out: `The channel '${id}' is stored.\n`,
    })
    await put({ captions: 'sidecar' })
    expect(await json('channels', 'get', id)).toMatchObject({ settings: { captions: 'sidecar' } })
    expect((await json<{ settings: object }>('channels', 'get', id)).settings).not.toHaveProperty('voice')
    await reelyard(['channels', 'patch', id, '{"name": "E"}'])
    expect((await reelyard(['channels'])).out).toMatch(new RegExp(`^${id}  .+  E$`, 'm'))
    expect(await put({ captions: 'loud' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('/settings/captions'),
    })
    const set = ['channels', 'credentials', 'set', id, 'PROVIDER_KEY']
    expect(await reelyard(set)).toMatchObject({ code: 2, err: 'Nothing came from stdin.\n' })
    expect((await reelyard(set, { stdin: 'planted-secret\n' })).out).toBe(`PROVIDER_KEY of '${id}' is stored.\n`)
    const names = await reelyard(['channels', 'credentials', 'list', id])
    expect(names.out).toMatch(/^PROVIDER_KEY +\S+ \S+ +admin$/m)
    expect((await reelyard(['channels', 'credentials', 'remove', id, 'PROVIDER_KEY'])).code).toBe(0)
    expect((await reelyard(['channels', 'archive', id])).code).toBe(0)
    expect((await reelyard(['channels', 'restore', id])).out).toBe(`The channel '${id}' takes orders.\n`)
  })

  test('make webhooks, whose secret is alone on stdout', async () => {
    const made = await reelyard(['webhooks', 'create', 'http://127.0.0.1:9/hook', '--types', 'video.completed'])
    expect(made.out).toMatch(/^whsec_\S+\n$/)
    const [, id = ''] = /id +(\S+)/.exec(made.err) ?? []
    expect((await reelyard(['webhooks', 'rotate', id])).out).toMatch(/^whsec_\S+\n$/)
    expect((await reelyard(['webhooks', 'disable', id])).code).toBe(0)
    expect((await reelyard(['webhooks'])).out).toMatch(new RegExp(`^${id}  off: by_hand +video.completed  http`, 'm'))
    expect((await reelyard(['webhooks', 'deliveries', id])).out).toBe('No deliveries.\n')
    expect((await reelyard(['webhooks', 'delete', id])).code).toBe(0)
  })
})

describe('the exit code', () => {
  test.each([
    [2, ['video', ANY_ID]],
    [2, ['video']],
    [2, ['no-such-command']],
    [2, ['videos', '--limit', '0']],
    [2, ['videos', '--url', 'not a url']],
    [2, ['videos', '--key-file', '/no/such/file']],
    [2, ['submit', '/no/such/file']],
    [3, ['videos', '--url', 'http://127.0.0.1:1']],
    [0, ['videos', '--help']],
  ])('is %i for %j', async (code, args) => {
    const outcome = await reelyard(args)
    expect(outcome.code).toBe(code)
    expect(code === 0 ? outcome.out : outcome.err).not.toBe('')
    expect(code === 0 ? outcome.err : outcome.out).toBe('')
  })

  test('is 2 for no key', async () => {
    expect(await reelyard(['videos'], { env: { REELYARD_API_KEY: undefined } })).toMatchObject({ code: 2, out: '' })
  })

  test('is that of the process', async () => {
    const env = { REELYARD_URL: 'http://127.0.0.1:1', REELYARD_API_KEY: 'none' }
    const [usage, away] = await Promise.all(
      [['videos', '--limit', '0'], ['videos']].map((args) => runCommand({ args, env })),
    )
    expect([usage?.code, away?.code]).toEqual([2, 3])
    expect(away?.err).toBe('http://127.0.0.1:1 does not answer.\n')
  })
})

test('what others wrote cannot steer the terminal', async () => {
  const hostile = '\u001b]0;x\u0007 \u001b[2J \u009b31m \u202e txt\r\n'
  const id = await order()
  await sql`update videos set title = ${hostile} where id = ${id}`
  await sql`update channels set name = ${hostile} where id = ${channel}`
  await pipeline.cancel(id, 'test', hostile)
  for (const args of [['videos'], ['video', id], ['watch', id], ['channels'], ['channels', 'get', channel]]) {
    const { out, err } = await reelyard(args)
    expect(out).not.toBe('')
    expect(out + err, `reelyard ${args.join(' ')}`).not.toMatch(STEERING)
    const machine = await reelyard([...args, '--json'])
    expect(machine.out, `reelyard ${args.join(' ')}`).not.toMatch(STEERING)
  }
})
