import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { runFfmpeg, runFfprobe } from '../src/ffmpeg.ts'
import { brightest, FORMAT, lumas, makeClip, streamsOf } from './clip-world.ts'

describe('a clip', () => {
  it('has exactly the frames of its scene, H.264 High, BT.709, no sound', async () => {
    const { folder, output } = await makeClip({ motion: 'push_in' }, 47)
    expect(output.outputs).toEqual([{ role: 'clip', path: 'clip.mp4', mediaType: 'video/mp4' }])
    expect(await streamsOf(join(folder, 'clip.mp4'))).toEqual([
      {
        codec_name: 'h264',
        profile: 'High',
        pix_fmt: 'yuv420p',
        width: 640,
        height: 360,
        has_b_frames: 0,
        color_range: 'tv',
        color_space: 'bt709',
        color_transfer: 'bt709',
        color_primaries: 'bt709',
        r_frame_rate: '30/1',
        avg_frame_rate: '30/1',
        time_base: '1/15360',
        start_time: '0.000000',
        nb_read_frames: '47',
      },
    ])
  })

  it('is the same, byte for byte, from the same input', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => makeClip({ motion: 'pan_left', captions: 'burned' }, 20)))
    expect(await readFile(join(one?.folder ?? '', 'clip.mp4'))).toEqual(
      await readFile(join(two?.folder ?? '', 'clip.mp4')),
    )
  })

  it('joins with others by stream copy: all frames, evenly spaced, decodable', async () => {
    const clips = await Promise.all([
      makeClip({ motion: 'push_in', first: true }, 31),
      makeClip({ motion: 'pan_right', captions: 'burned' }, 77),
      makeClip({ motion: 'still', last: true }, 13),
    ])
    const folder = clips[0].folder
    await writeFile(join(folder, 'list.txt'), clips.map((clip) => `file '${clip.folder}/clip.mp4'\n`).join(''))
    const film = join(folder, 'film.mp4')
    await runFfmpeg(['-f', 'concat', '-safe', '0', '-i', join(folder, 'list.txt'), '-c', 'copy', film])
    await runFfmpeg(['-xerror', '-i', film, '-f', 'null', '-'])
    const probed = (await runFfprobe(['-show_entries', 'packet=pts,dts', film])) as {
      packets: Record<string, number>[]
    }
    expect(probed.packets).toHaveLength(31 + 77 + 13)
    probed.packets.forEach(({ pts, dts }, index) => expect([pts, dts]).toEqual([512 * index, 512 * index]))
  })

  it('begins in black when it is the first, and ends in black when it is the last', async () => {
    const { folder } = await makeClip({ first: true, last: true }, 60)
    const light = await lumas(folder)
    expect(light[0]).toBeLessThan(17)
    expect(light[59]).toBeLessThan(17)
    expect(light[30]).toBeGreaterThan(90)
    light.slice(1, 19).forEach((value, index) => expect(value).toBeGreaterThanOrEqual((light[index] ?? 0) - 0.5))
  })

  it('keeps its light from end to end in the middle of a film', async () => {
    const { folder } = await makeClip({}, 30)
    const light = await lumas(folder)
    for (const value of light) expect(Math.abs(value - (light[0] ?? 0))).toBeLessThan(2)
  })

  it('has captions in the picture only where they are to be burned in', async () => {
    const plain = await makeClip({ captions: 'sidecar' }, 45)
    const burned = await makeClip({ captions: 'burned' }, 45)
    expect(await brightest(plain.folder, 30)).toBeLessThan(180)
    expect(await brightest(burned.folder, 30)).toBeGreaterThan(220)
    expect(await brightest(burned.folder, 0)).toBeLessThan(180)
  })

  it('takes a composite of any size, upright and transparent ones too', async () => {
    const { folder } = await makeClip(
      {},
      5,
      sharp({
        create: { width: 300, height: 500, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
      }).png(),
    )
    expect((await lumas(folder))[2]).toBeLessThan(17)
  })

  it('refuses for good what is no picture', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    const { output, code } = await makeClip({}, 5, svg)
    expect(output.error).toMatchObject({ code: 'bad_composite', retriable: false })
    expect(code).toBe(65)
  })

  it('refuses for good a timing of another rate, or of no frames', async () => {
    expect((await makeClip({}, 0)).output.error).toMatchObject({ code: 'bad_timing', retriable: false })
    expect((await makeClip({ format: { ...FORMAT, fps: 25 } }, 5)).output.error).toMatchObject({ code: 'bad_timing' })
  })

  it('gives up for now when ffmpeg breaks or is not there', async () => {
    const broken = await makeClip({}, 30, undefined, { FFMPEG_PATH: '/bin/false' })
    expect(broken.output.error).toMatchObject({ code: 'ffmpeg_failed', retriable: true })
    const missing = await makeClip({}, 30, undefined, { FFMPEG_PATH: '/nowhere/ffmpeg' })
    expect(missing.output.error).toMatchObject({ code: 'ffmpeg_missing', retriable: true })
    expect(missing.code).toBe(75)
  })
})
