import { fileURLToPath } from 'node:url'
import type { DeadLetterView } from '@reelyard/pipeline'
import { describe, expect, onTestFinished, test } from 'vitest'
import { commandFolder, runCommand } from '../../../test/support/command.ts'
import { noopChannel } from '../../../test/support/noop-channel.ts'
import { database, pipeline, sql } from '../../../test/support/pipeline-world.ts'
import { startWorker } from '../../../test/support/worker-process.ts'
import {
  ANY_ID,
  channel,
  deadLetters,
  json,
  letter,
  newestLetter,
  openCount,
  ordered,
  STEERING,
} from './dead-letter-world.ts'

describe('list', () => {
  test('shows whole ids, newest first, in 80 columns, and where the next page begins', async () => {
    const [older, newer] = [await letter(), await letter({ message: `a ${'long '.repeat(50)}` })]
    const first = await deadLetters('list', '--channel', channel, '--limit', '1')
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toContain(`${newer.id}  ${newer.failedAt.slice(0, 19).replace('T', ' ')}  storyboard\n`)
    expect(first.out).toContain(`    ${channel}  no_quota: a long`)
    expect(first.out).not.toContain(older.id)
    const table = first.out.slice(0, first.out.indexOf('--cursor'))
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    const cursor = /--cursor (\S+)/.exec(first.out)?.[1]
    const second = await deadLetters('list', '--channel', channel, '--limit', '1', '--cursor', cursor!)
    expect(second.out).toContain(older.id)
    expect(second.out).not.toContain('--cursor')
  })

  test('gives a page as one JSON document', async () => {
    const { id } = await letter()
    const { code, value } = await json('list', '--channel', channel)
    expect([code, value]).toEqual([0, { letters: [expect.objectContaining({ id, channel })], nextCursor: null }])
  })

  test.each([
    ['--code', 'other_code', 1],
    ['--step', 'clips', 0],
    ['--channel', 'other', 0],
    ['--since', '2200-01-01', 0],
    ['--until', '2000-01-01T00:00+02:00', 0],
    ['--until', '3d', 0],
  ])('shows those only that %s %s lets through', async (option, value, count) => {
    await letter({ code: 'other_code' })
    await letter()
    const found = (await json('list', option, value)).value as { letters: unknown[] }
    expect(found.letters).toHaveLength(count)
  })

  test('says that there are none', async () => {
    expect(await deadLetters('list', '--channel', channel)).toEqual({ code: 0, out: 'No dead letters.\n', err: '' })
  })
})

test('counts tells how many there are by step and code', async () => {
  for (const code of ['no_quota', 'no_quota', 'other_code']) await letter({ code })
  const { out } = await deadLetters('counts', '--channel', channel)
  expect(out.split('\n').slice(1, 4)).toEqual([
    '      2  storyboard     no_quota',
    '      1  storyboard     other_code',
    '3 dead letters',
  ])
  const { value } = await json('counts', '--channel', channel)
  expect(value).toMatchObject({ total: 3, counts: [{ step: 'storyboard', code: 'no_quota', count: 2 }, { count: 1 }] })
})

test('what scripts and providers say cannot steer the terminal', async () => {
  const hostile = '\u001b]0;x\u0007 \u001b[2J \u009b31m \u202e txt\r\n'
  const { id } = await letter({ code: `c${hostile}`, message: hostile })
  await sql`update videos set title = ${hostile}`
  await sql`update tasks set parameters = ${sql.json({ [hostile]: hostile })}`
  for (const args of [['list'], ['counts'], ['show', id], ['preview'], ['drop', id, ANY_ID]]) {
    const { out, err } = await deadLetters(...args)
    expect([out, err]).toEqual([expect.stringMatching(/./), ''])
    expect(out).not.toMatch(STEERING)
  }
  const { out } = await deadLetters('show', id, '--json')
  expect(out.trimEnd()).not.toMatch(STEERING)
  expect(JSON.parse(out)).toMatchObject({ message: hostile, videoTitle: hostile })
})

describe('with a worker', () => {
  test('show tells all of each attempt, and a redrive with changed inputs finishes the video', async () => {
    const { id: letterId, taskId, videoId } = await deadByScript()
    const { out, code } = await deadLetters('show', letterId)
    expect(code).toBe(0)
    expect(out).not.toMatch(STEERING)
    for (const part of [
      /^ {2}reason +exit_65: /m,
      /^ {2}origin +job \S+ of storyboard, w1$/m,
      /^ {4}"title": "bad one",?$/m,
      /^ {2}#1 {2}temporary {2}exit_75: /m,
      /^ {6}exit code 75$/m,
      /^ {6}used \d+\.\d s, .*\d+ bytes of log$/m,
      /^ {6}cost 0\.25$/m,
      /^ {6}checkpoint \{"job": ?"job-1"\}$/m,
      /^ {8}no\\u001b\[2J luck\\u009b31m$/m,
      /^ {2}#2 {2}permanent {2}exit_65: /m,
      /^ {8}again job-1$/m,
      /^ {2}\S+ \S+ {2}fail: processing -> failed {2}\(attempt 2, w1\)$/m,
    ]) {
      expect(out).toMatch(part)
    }
    const args = ['redrive', letterId, '--parameters', '{"title":"mended"}', '--note', 'title mended', '--by', 'anna']
    expect(await deadLetters(...args)).toMatchObject({ code: 0 })
    await expect.poll(async () => (await pipeline.getVideo(videoId!))?.status, { timeout: 60_000 }).toBe('completed')
    const task = await pipeline.getTask(taskId!)
    expect(task?.attempts.map(({ outcome }) => outcome)).toEqual(['temporary', 'permanent', 'succeeded'])
    expect(task?.moves.find(({ event }) => event === 'redrive')).toMatchObject({ by: 'anna', reason: 'title mended' })
    const after = await deadLetters('show', letterId)
    expect(after.out).toMatch(/^ {2}ended +redriven .+ by anna$/m)
  })

  /** A script fails twice, the second time for good; the worker goes on till the test is over. */
  async function deadByScript(): Promise<DeadLetterView> {
    const folder = await commandFolder()
    const script = fileURLToPath(new URL('fixtures/fail-while-bad.mjs', import.meta.url))
    await pipeline.putChannel(noopChannel(channel, 1, { storyboard: [process.execPath, script, '1'] }))
    const worker = await startWorker('w1', { databaseUrl: database.url, folder: folder.path })
    onTestFinished(async () => {
      await worker.stop()
      await folder.remove()
    })
    await ordered({ title: 'bad one' })
    await expect.poll(openCount, { timeout: 60_000 }).toBe(1)
    return (await newestLetter())!
  }
})

describe('wrong use ends with 2 and says what is right', () => {
  test.each([
    [[], 'name one of the commands'],
    [['show'], 'missing required argument'],
    [['show', '6f9619ff'], 'the whole id'],
    [['list', '--step', 'x'], 'storyboard, assets'],
    [['list', '--since', '2026-02-30'], 'It must be like 30m'],
    [['list', '--since', '1h', '--until', '2h'], 'between --since and --until'],
    [['list', '--limit', '0'], 'from 1 to 1000'],
    [['list', '--cursor', 'x'], '--cursor takes'],
    [['redrive', '--all', '--rate', '0'], 'from 0.001'],
    [['redrive', '--all', '--parameters', '{'], 'holds no JSON'],
    [['redrive', '--all', '--by', ' '], 'a name'],
  ])('%j', async (args, what) => {
    const { code, out, err } = await deadLetters(...args)
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(what)])
  })
})

test('a letter that there is not, and a database that there is not, are failures', async () => {
  const unknown = await deadLetters('show', ANY_ID)
  expect(unknown).toEqual({ code: 1, out: '', err: `There is no dead letter ${ANY_ID}.\n` })
  const { code, err } = await runCommand({
    args: ['dead-letters', 'list'],
    env: { DATABASE_URL: undefined, REELYARD_HOME: '/no/such/home' },
  })
  expect([code, err]).toEqual([1, expect.stringContaining('DATABASE_URL: is not set')])
})
