import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkFfmpeg, FfmpegError } from '../src/ffmpeg.ts'

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

async function faultOf(env: Record<string, string>): Promise<FfmpegError> {
  const error = await checkFfmpeg(env).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(FfmpegError)
  return error as FfmpegError
}

describe('the check of ffmpeg', () => {
  it('gives the version of the one that is installed', async () => {
    expect(await checkFfmpeg({})).toMatch(/\d/)
  })

  it('takes a variable that is set to nothing for one that is not set', async () => {
    expect(await checkFfmpeg({ FFMPEG_PATH: '', FFPROBE_PATH: '' })).toBe(await checkFfmpeg({}))
  })

  it.each(['FFMPEG_PATH', 'FFPROBE_PATH'])(
    'names the program and the remedy where %s leads nowhere',
    async (variable) => {
      const { code, message } = await faultOf({ [variable]: '/nonexistent' })
      expect(code).toBe('ffmpeg_missing')
      expect(message).toContain('/nonexistent is missing or does not run.')
      expect(message).toMatch(/Install .*ffmpeg/)
    },
  )

  it('names the remedy where it is there and does not run', async () => {
    const { message, cause } = await faultOf({ FFMPEG_PATH: fixture('broken-ffmpeg') })
    expect(message).toMatch(/broken-ffmpeg is missing or does not run\. Install .*ffmpeg/)
    expect(cause).toMatchObject({ code: 127 })
  })

  it('names what a build lacks', async () => {
    const { message } = await faultOf({ FFMPEG_PATH: fixture('bare-ffmpeg') })
    expect(message).toMatch(/was built without ebur128, libx264\. Install .*ffmpeg/)
  })
})
