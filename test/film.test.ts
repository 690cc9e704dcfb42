import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { STEP_NAMES } from '@reelyard/core'
import type { Video } from '@reelyard/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { captionsOfSrt, captionsOfVtt, withoutSpace } from './support/captions.ts'
import { openStudio, probe, type MadeVideo, type Studio } from './support/studio.ts'
import { ADMIN_KEY } from './support/web-process.ts'

let studio: Studio

beforeAll(async () => {
  studio = await openStudio()
})

afterAll(() => studio?.close())

const order = {
  title: 'Two Scenes by the Sea',
  resolution: '720p',
  captions: 'burned',
  scenes: [
    { narration: 'The tide goes out.', visual: 'rocky shore at low tide, golden morning sky', sound: 'gentle waves' },
    { narration: 'A crab looks for a home.', visual: 'hermit crab on wet sand', motion: 'push_in' },
  ],
}

interface Report {
  passed: boolean
  faults: unknown[]
  planned: { frames: number; width: number; height: number }
  scenes: { scene: number; plannedFrames: number; measuredFrames: number }[]
  captionCoverage: { words: number }
  tasks: { step: string }[]
}

/** The report of a film that came out as it should, or a failure that says what did not. */
async function goodReport(made: MadeVideo): Promise<Report> {
  const { status, tasks } = made.video
  expect({ status, errors: tasks.flatMap(({ error }) => error ?? []) }).toEqual({ status: 'completed', errors: [] })
  const report = JSON.parse(await made.text('report', 'publish')) as Report
  expect({ passed: report.passed, faults: report.faults }).toEqual({ passed: true, faults: [] })
  expect(report.captionCoverage.words).toBe(1)
  return report
}

function statesOf({ tasks }: Video): Record<string, string> {
  return Object.fromEntries(tasks.map(({ step, scene, state }) => [scene === null ? step : `${step} ${scene}`, state]))
}

/** What a hostile text would leave behind if anything took it for code. */
async function injectedFiles(): Promise<string[]> {
  return (await readdir(studio.folder, { recursive: true })).filter((name) => name.includes('injected'))
}

test('an order over REST becomes a film with exactly the planned frames, its captions and a good report', async () => {
  const made = await studio.make(order)
  const report = await goodReport(made)
  const { frames, title } = await probe(await made.file('film'))
  expect(report.scenes.map(({ measuredFrames }) => measuredFrames)).toEqual(
    report.scenes.map(({ plannedFrames }) => plannedFrames),
  )
  expect(frames).toBe(report.scenes.reduce((sum, { plannedFrames }) => sum + plannedFrames, 0))
  expect(report.planned).toMatchObject({ frames, width: 1280, height: 720 })
  expect(title).toBe(order.title)
  const said = withoutSpace(order.scenes.map(({ narration }) => narration).join(''))
  expect(captionsOfSrt(await made.text('subtitles_srt'))).toBe(said)
  expect(captionsOfVtt(await made.text('subtitles_vtt'))).toBe(said)
  expect(new Set(report.tasks.map(({ step }) => step))).toEqual(new Set(STEP_NAMES))
})

test('a part of the film can be fetched by a Range request', async () => {
  const made = await studio.make(order)
  const { links, bytes } = made.artifact('film')
  const whole = await readFile(await made.file('film'))
  const headers = { range: 'bytes=1000-1999', authorization: `Bearer ${ADMIN_KEY}` }
  const part = await fetch(new URL(links.content, studio.url), { headers })
  expect(part.status).toBe(206)
  expect(part.headers.get('content-range')).toBe(`bytes 1000-1999/${bytes}`)
  expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(1000, 2000))).toBe(true)
})

test('the same order again takes every result over and only publishes', async () => {
  const first = await studio.make(order)
  const again = await studio.make(order)
  await goodReport(again)
  expect(again.video.tasks.filter(({ reused }) => !reused).map(({ step }) => step)).toEqual(['publish'])
  const ran = await studio.sql`
    select t.step, a.outcome from attempts a join tasks t on t.id = a.task_id
     where t.video_id = ${again.video.id} and a.outcome <> 'reused'`
  expect([...ran]).toEqual([{ step: 'publish', outcome: 'succeeded' }])
  expect(again.artifact('film').sha256).toBe(first.artifact('film').sha256)
})

test('a brief becomes an upright film', async () => {
  const brief = 'At night the trains sleep. In the morning they leave for the sea.'
  const made = await studio.make({ title: 'Night Trains', brief, aspect: '9:16', resolution: '720p' })
  const report = await goodReport(made)
  expect(report.planned).toMatchObject({ width: 720, height: 1280 })
  expect(captionsOfVtt(await made.text('subtitles_vtt'))).toBe(withoutSpace(brief))
})

const python = spawnSync('python3', ['--version']).status === 0

test.skipIf(!python)('a channel has its pictures made by a tool that knows nothing of Reelyard', async () => {
  const channel = JSON.parse(await readFile(new URL('../examples/channels/paper-cut.json', import.meta.url), 'utf8'))
  await studio.putChannel(channel)
  const visual = `--output=${studio.folder}/injected "fishing boat" at sunset; $(touch ${studio.folder}/injected)`
  const scene = { narration: 'Home before dark.', visual }
  const made = await studio.make({ title: 'Paper', channel: 'paper-cut', resolution: '720p', scenes: [scene] })
  await goodReport(made)
  const picture = await readFile(await made.file('image'))
  expect(made.artifact('image')).toMatchObject({ step: 'assets', mediaType: 'image/png' })
  expect(picture.subarray(1, 4).toString()).toBe('PNG')
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1600, 900])
  expect(await injectedFiles()).toEqual([])
})

test('texts that look like code come out as the texts that they are', async () => {
  const touch = `touch ${studio.folder}/injected`
  const code = [
    `"Double" 'single' %{pts} {\\b1}bold{\\i0} [v0]`,
    `'; ${touch}-1; $(${touch}-2) \`${touch}-3\`; rm -rf / \\N --> &lt;`,
    `</svg><script>"x"</script>\tof\n{{scene.visual}}.`,
  ].join(' ')
  const scripts = `مرحبا بالعالم. שלום עולם. 你好，世界。 こんにちは。 👩‍👩‍👧 🎬 ${'Donaudampf'.repeat(20)}!`
  const title = `${code.slice(0, 120)} 世界 🎬`
  const scenes = [code, scripts].map((text) => ({ narration: text, visual: text, sound: text }))
  const made = await studio.make({ title, aspect: '1:1', resolution: '720p', captions: 'burned', scenes })
  await goodReport(made)
  const said = withoutSpace(code + scripts)
  expect(captionsOfVtt(await made.text('subtitles_vtt'))).toBe(said)
  expect(captionsOfSrt(await made.text('subtitles_srt'))).toBe(said)
  expect((await probe(await made.file('film'))).title).toBe(title)
  expect(made.video.title).toBe(title)
  expect(await injectedFiles()).toEqual([])
})

test('a step that fails for good fails its video, says why, and leaves the other tasks alone', async () => {
  const argv = ['sh', '-c', 'echo "there is no brush" >&2; exit 66']
  await studio.putChannel({ id: 'no-brush', name: 'n', settings: { commands: { assets: { argv, outputs: {} } } } })
  const { video } = await studio.make({ ...order, channel: 'no-brush', title: 'Unpainted', scenes: [order.scenes[0]] })
  expect(video.status).toBe('failed')
  const { attempt, error } = video.tasks.find(({ step }) => step === 'assets')!
  expect({ attempt, error }).toEqual({
    attempt: 1,
    error: { code: 'exit_66', message: 'The script ended with exit code 66. Its last words: there is no brush' },
  })
  await expect
    .poll(async () => statesOf(await studio.client.video(video.id)), { timeout: 30_000 })
    .toEqual({
      storyboard: 'completed',
      'assets 1': 'failed',
      'narration 1': 'completed',
      'sound_effects 1': 'completed',
    })
})

test('a command that asks for what its task does not have fails at once', async () => {
  const argv = ['true', '{{input.image}}']
  await studio.putChannel({ id: 'no-input', name: 'n', settings: { commands: { assets: { argv, outputs: {} } } } })
  const { video } = await studio.make({ ...order, channel: 'no-input', title: 'Nothing', scenes: [order.scenes[0]] })
  expect(video.tasks.find(({ step }) => step === 'assets')).toMatchObject({
    state: 'failed',
    attempt: 1,
    error: { code: 'unknown_placeholder', message: 'The placeholder {{input.image}} stands for nothing in this task.' },
  })
}, 30_000)

test('each log line of a task says whose it is, and no task leaves files behind', async () => {
  await studio.make(order)
  // Those beside a task that failed may still run.
  const unsettled = () => studio.sql`select id from tasks where state in ('pending', 'claimed', 'processing')`
  await expect.poll(unsettled, { timeout: 30_000 }).toHaveLength(0)
  const ofProcess = ['ready', 'listening']
  const records = studio.workers.flatMap((worker) =>
    worker.log.map((record): Record<string, unknown> => ({ ...record, from: worker.name })),
  )
  const ofTasks = records.filter((record) => !ofProcess.includes(String(record.message)))
  const known = await studio.sql`
    select t.id as "taskId", t.video_id as "videoId", v.channel_id as channel, t.step, t.scene from tasks t
      join videos v on v.id = t.video_id`
  const tasks = new Map(known.map((task) => [String(task.taskId), task]))
  expect(ofTasks.length).toBeGreaterThan(known.length)
  for (const record of ofTasks) {
    expect(record).toMatchObject({ ...tasks.get(String(record.taskId)), worker: record.from })
    expect(record).toMatchObject({ attempt: expect.any(Number), jobId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  }
  const scratch = join(studio.folder, 'scratch')
  for (const { name } of studio.workers) {
    const own = (await readdir(scratch)).filter((folder) => folder.startsWith(`${name}-`))
    expect(own).toHaveLength(1)
    expect(await readdir(join(scratch, own[0]!))).toEqual([])
  }
})
