import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FilmReport } from '../src/quality/report.ts'
import { FPS, RATE, assemblyWorld, decode, level, run } from './assembly-world.ts'
import type { TestScene, World } from './assembly-world.ts'

const HOSTILE = `'; rm -rf / {\\b1}bold <i>x</i> --> [v0] %{pts} &amp; مرحبا بالعالم 你好世界 🦉 ${'a'.repeat(200)}`

const THREE: TestScene[] = [
  { text: 'Before dawn the forest holds its breath.', frames: 91 },
  { text: 'A thin light finds the tops of the trees.', frames: 107 },
  { text: 'And something small is awake.', frames: 83 },
]

async function made(world: World) {
  const { code, output } = await world.step('assembly')
  expect(output.error).toBeUndefined()
  expect(code).toBe(0)
  return {
    output,
    report: JSON.parse(await world.read('report.json')) as FilmReport,
    film: join(world.folder, 'film.mp4'),
  }
}

async function videoPackets(film: string): Promise<{ pts: number; dts: number }[]> {
  const args = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts,dts', '-of', 'json', film]
  return (JSON.parse((await run('ffprobe', args)).stdout) as { packets: { pts: number; dts: number }[] }).packets
}

describe('assembly', () => {
  test('joins the clips frame for frame, in even time, and passes its own checks', async () => {
    await using world = await assemblyWorld(THREE)
    const { report, film, output } = await made(world)
    expect(report.faults).toEqual([])
    expect(output.outputs.map((file) => file.role)).toEqual([
      ...['film', 'subtitles_srt', 'subtitles_vtt', 'thumbnail', 'report'],
    ])
    const packets = await videoPackets(film)
    expect(packets).toHaveLength(91 + 107 + 83)
    const shown = packets.map((packet) => packet.pts).sort((a, b) => a - b)
    expect(shown).toEqual(packets.map((_, frame) => frame * 512))
    expect(packets.every((packet, i) => i === 0 || packet.dts > packets[i - 1]!.dts)).toBe(true)
    expect(report.scenes.map((scene) => scene.measuredFrames)).toEqual([91, 107, 83])
    expect(report.tasks[0]).toMatchObject({ step: 'clips', worker: 'worker-1', seconds: 2.5 })
  })

  test('keeps every voice on its frame to the end of a film with many cuts', async () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ text: 'One word', frames: i % 2 ? 43 : 47, ambience: 0.001 }))
    await using world = await assemblyWorld(many)
    const { report, film } = await made(world)
    const [left, right] = await decode(film)
    const middle = left.map((sample, i) => sample + right[i]!)
    let frame = 0
    for (const { frames } of many) {
      const at = Math.round((frame / FPS + 0.4) * RATE)
      const loudest = Math.max(...middle.subarray(at, at + 2000).map(Math.abs))
      const found = middle.subarray(at - 4800, at + 4800).findIndex((sample) => Math.abs(sample) > loudest / 4)
      expect(Math.abs(found - 4800)).toBeLessThan(0.003 * RATE)
      frame += frames
    }
    expect(report.avOffsetMs).toEqual({ start: 0, end: 0 })
    expect(Math.abs(report.lengthDifferenceMs)).toBeLessThan(1)
  })

  test('reaches the loudness and stays under the true peak, as another meter measures the film', async () => {
    await using world = await assemblyWorld(THREE)
    const { report, film } = await made(world)
    const { stderr } = await run('ffmpeg', ['-hide_banner', '-i', film, '-af', 'ebur128=peak=true', '-f', 'null', '-'])
    const summary = stderr.slice(stderr.lastIndexOf('Summary:'))
    const figure = (name: string) => Number(new RegExp(`${name}:\\s+(-?[\\d.]+)`).exec(summary)?.[1])
    expect(figure('I')).toBeGreaterThan(-14.6)
    expect(figure('I')).toBeLessThan(-13.4)
    expect(figure('Peak')).toBeLessThanOrEqual(-1)
    expect(report.loudness.integratedLufs).toBeCloseTo(figure('I'), 0.5)
    expect(Math.abs(report.loudness.truePeakDbtp! - figure('Peak'))).toBeLessThan(0.3)
  })

  test('lowers the ambience under the voice and lets no hole at a cut', async () => {
    const tail = { frames: 150, leadInSeconds: 0.9, speechSeconds: 2, text: 'Two seconds of voice' }
    await using world = await assemblyWorld([tail, tail])
    const { film } = await made(world)
    const [left, right] = await decode(film)
    // The voice is in the middle, the noise is not: the difference of the channels is ambience alone.
    const side = left.map((sample, i) => sample - right[i]!)
    const pause = level(side, 3.6, 4.6)
    expect(pause - level(side, 1.2, 2.7)).toBeGreaterThan(4)
    expect(pause - level(side, 1.2, 2.7)).toBeLessThan(10)
    for (let at = 4.6; at < 5.3; at += 0.05) expect(Math.abs(level(side, at, at + 0.1) - pause)).toBeLessThan(2.5)
  })

  test('shows hostile text as the text that it is, in subtitles and title', async () => {
    const title = `A = B; # \\ 'x'; rm -rf /\n[v0] %{pts} --> <i> ${HOSTILE}`
    const hostile = { text: HOSTILE, frames: 400 }
    await using world = await assemblyWorld([hostile, { ...hostile, voice: 'silent' }], { title })
    const { report, film } = await made(world)
    expect(report.captionCoverage.words).toBe(1)
    const vtt = await world.read('film.vtt')
    for (const shown of ['&lt;i&gt;x&lt;/i&gt;', '&amp;amp;', '你好世界']) expect(vtt).toContain(shown)
    const srt = await world.read('film.srt')
    const texts = srt.replaceAll(/^\d+\n[\d:,]+ --> [\d:,]+\n/gm, '')
    expect(texts).not.toMatch(/-->|\{\\|<i>/)
    expect(texts.replaceAll(/[\s\u2060]/g, '')).toBe((HOSTILE + HOSTILE).replaceAll(/\s/g, ''))
    const tags = await run('ffprobe', ['-v', 'error', '-show_entries', 'format_tags=title', '-of', 'json', film])
    const { format } = JSON.parse(tags.stdout) as { format: { tags: { title: string } } }
    expect(format.tags.title).toBe(title.replace('\n', ' '))
  })

  test('orders cues strictly, without empty ones', async () => {
    const long = { text: Array.from({ length: 60 }, (_, i) => `word${i}`).join(' '), frames: 300 }
    await using world = await assemblyWorld([long, long])
    await made(world)
    const srt = await world.read('film.srt')
    const times = [...srt.matchAll(/(\d+):(\d+):(\d+),(\d+)/g)].map(([, h, m, s, ms]) => {
      return ((Number(h) * 60 + Number(m)) * 60 + Number(s)) * 1000 + Number(ms)
    })
    expect(times.length).toBeGreaterThan(8)
    expect(times.every((time, i) => i === 0 || time > times[i - 1]! || (i % 2 === 0 && time === times[i - 1]))).toBe(
      true,
    )
    expect(srt).not.toMatch(/\r|^\uFEFF|\n\n\n/)
    expect(times.at(-1)).toBeLessThanOrEqual(20_000)
  })

  test('makes the same bytes of the same input', async () => {
    await using world = await assemblyWorld(THREE)
    const names = ['film.mp4', 'film.srt', 'film.vtt', 'thumbnail.jpg', 'report.json']
    const all = () => Promise.all(names.map((name) => readFile(join(world.folder, name))))
    await made(world)
    const first = await all()
    await Promise.all(names.map((name) => rm(join(world.folder, name))))
    await made(world)
    expect((await all()).map((bytes, i) => bytes.equals(first[i]!))).toEqual(names.map(() => true))
  })

  test('finds a black picture within the film, and lets it not pass', async () => {
    const black = { text: 'Nothing to see', frames: 70, picture: 'color=black:s=320x180:r=30' }
    await using world = await assemblyWorld([THREE[0]!, black, THREE[2]!])
    const { report } = await made(world)
    expect(report.passed).toBe(false)
    expect(report.faults.map((fault) => fault.code)).toEqual(['black_picture'])
    expect(report.blackStretches).toEqual([{ start: 3.033, end: 5.367 }])
  })

  test('finds black that begins and ends between key frames', async () => {
    const blink = "testsrc2=s=320x180:r=30,drawbox=c=black:t=fill:enable='between(n,70,105)'"
    await using world = await assemblyWorld([{ text: 'A blink', frames: 120, picture: blink }, THREE[0]!])
    const { report } = await made(world)
    expect(report.blackStretches).toEqual([{ start: 2.333, end: 3.533 }])
  })

  test('takes the thumbnail where the picture shows most', async () => {
    const grey = { ...THREE[0]!, picture: 'color=gray:s=320x180:r=30' }
    await using world = await assemblyWorld([grey, THREE[1]!, { ...grey, frames: 83 }])
    await made(world)
    const args = ['-v', 'error', '-i', join(world.folder, 'thumbnail.jpg'), '-vf', 'signalstats,metadata=print:file=-']
    const { stdout } = await run('ffmpeg', [...args, '-f', 'null', '-'])
    expect(Number(/YMAX=(\d+)/.exec(stdout)?.[1]) - Number(/YMIN=(\d+)/.exec(stdout)?.[1])).toBeGreaterThan(150)
  })

  test('passes a film with a scene that is silent by nature', async () => {
    await using world = await assemblyWorld([THREE[0]!, { text: '🦉', frames: 120, voice: 'silent', ambience: 0 }])
    const { report } = await made(world)
    expect(report.faults).toEqual([])
    expect(report.scenes.map((scene) => scene.voiced)).toEqual([true, false])
    expect(report.silentStretches).toHaveLength(1)
  })

  test('passes a film in which nothing is heard at all', async () => {
    await using world = await assemblyWorld([{ text: '🦉', frames: 90, voice: 'silent', ambience: 0 }])
    const { report } = await made(world)
    expect(report.faults).toEqual([])
    expect(report.loudness.integratedLufs).toBeNull()
  })

  test('refuses a clip that is shorter than its timing, and names the scene', async () => {
    await using world = await assemblyWorld([THREE[0]!, { ...THREE[1]!, clipFrames: 105 }])
    const { code, output } = await world.step('assembly')
    expect(code).toBe(65)
    expect(output.error).toMatchObject({ code: 'clip_length', retriable: false })
    expect(output.error?.message).toContain('scene 2')
  })

  test('refuses a clip that is no film', async () => {
    await using world = await assemblyWorld(THREE.slice(0, 1))
    const input = JSON.parse(await world.read('input.json')) as { inputs: { role: string; path: string }[] }
    const clip = input.inputs.find((file) => file.role === 'clip')!
    await writeFile(join(world.folder, clip.path), '#EXTM3U\nhttp://example.com/clip.mp4\n')
    const { output } = await world.step('assembly')
    expect(output.error).toMatchObject({ code: 'clip_unreadable', retriable: false })
  })

  test('names the scene that lacks a file', async () => {
    await using world = await assemblyWorld(THREE.slice(0, 2), { scenes: 3 })
    const { output } = await world.step('assembly')
    expect(output.error).toMatchObject({ code: 'missing_input', retriable: false })
    expect(output.error?.message).toContain('Scene 3')
  })
})
