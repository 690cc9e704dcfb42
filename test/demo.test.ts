import { readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { STEP_NAMES } from '@reelyard/core'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandFolder, keepCommand, runCommand } from './support/command.ts'
import { noopChannel } from './support/noop-channel.ts'
import { expectNoProcessWith, processesWith } from './support/processes.ts'
import { probe } from './support/studio.ts'

/** Holds all that a demo makes, and marks all that it starts: it is their TMPDIR. */
let folder: Awaited<ReturnType<typeof commandFolder>>

beforeEach(async () => {
  folder = await commandFolder()
})

afterEach(() => folder.remove())

async function file(name: string, content: object): Promise<string> {
  const path = join(folder.path, name)
  await writeFile(path, JSON.stringify(content))
  return path
}

test('one command makes a film, hands over its five files and says so in one line of JSON', async () => {
  const scene = { narration: 'The tide goes out.', visual: 'rocky shore at low tide', sound: 'gentle waves' }
  const order = await file('order.json', { title: 'Tiny', resolution: '720p', captions: 'sidecar', scenes: [scene] })
  const out = join(folder.path, 'out')
  const {
    code,
    out: stdout,
    err,
  } = await runCommand({
    args: ['demo', order, '--json', '--out', out],
    env: { TMPDIR: folder.path },
  })
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' })
  expect(stdout).toMatch(/^\{.*\}\n$/)
  const summary = JSON.parse(stdout) as { videoId: string; files: string[]; tasks: object[] }
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const task = { worker: expect.stringMatching(/^worker-[123]$/), attempts: 1, startedAt: time, finishedAt: time }
  const whole = ['storyboard', 'assembly', 'publish']
  expect(summary).toEqual({
    videoId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    status: 'completed',
    files: expect.any(Array),
    seconds: expect.any(Number),
    tasks: expect.any(Array),
  })
  expect(summary.tasks).toHaveLength(STEP_NAMES.length)
  expect(summary.tasks).toEqual(
    expect.arrayContaining(STEP_NAMES.map((step) => ({ step, scene: whole.includes(step) ? null : 1, ...task }))),
  )
  const names = ['mp4', 'srt', 'vtt', 'jpg'].map((extension) => `${summary.videoId}.${extension}`)
  expect(new Set(summary.files.map(dirname))).toEqual(new Set([out]))
  expect(summary.files.map((path) => basename(path)).toSorted()).toEqual([...names, 'report.json'].toSorted())
  const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as Record<string, unknown>
  expect(report).toMatchObject({ passed: true })
  expect((await probe(join(out, `${summary.videoId}.mp4`))).title).toBe('Tiny')
  for (const path of summary.files) expect((await readFile(path)).length).toBeGreaterThan(0)
  expect(stdout + err, 'nobody needs the key of a demo that has ended').not.toMatch(/ry_/)
  // What people read went to stderr, the table included.
  expect(err).toMatch(/^ {2}publish +1\/1 /m)
  await expectNoProcessWith(folder.path)
})

test('--keep leaves everything running at the addresses that it prints, until Ctrl-C', async () => {
  const channel = await file('channel.json', noopChannel('noop', 1))
  const order = await file('order.json', { title: 'Kept', brief: 'b' })
  const demo = keepCommand({
    args: ['demo', order, '--channel', channel, '--keep', '--workers', '1', '--out', join(folder.path, 'out')],
    env: { TMPDIR: folder.path },
  })
  await demo.line(/^Stop with Ctrl-C/)
  const [, api = ''] = await demo.line(/^ {2}API +(http\S+)$/)
  const [, docs = ''] = await demo.line(/^ {2}API, to read (http\S+)$/)
  const [, apiKey = ''] = await demo.line(/^ {2}API key +(ry_[\w-]{43})$/)
  const [, database = ''] = await demo.line(/^ {2}PostgreSQL +(postgres\S+)$/)
  expect((await fetch(docs)).status).toBe(200)
  const answer = (await (
    await fetch(`${api}/v1/videos`, { headers: { authorization: `Bearer ${apiKey}` } })
  ).json()) as object
  expect(answer).toMatchObject({ videos: [{ title: 'Kept', status: 'completed' }] })
  const sql = postgres(database, { max: 1 })
  expect(await sql`select title from videos`).toEqual([{ title: 'Kept' }])
  await sql.end()
  expect((await processesWith(folder.path)).length).toBeGreaterThanOrEqual(4)
  expect(await demo.end('SIGINT')).toBe(0)
  await expectNoProcessWith(folder.path)
  await expect(fetch(api)).rejects.toThrow('fetch failed')
})
