import { describe, expect, it } from 'vitest'
import { ASPECTS, filmFormat, FRAMES_PER_SECOND, RESOLUTIONS } from '../src/format.ts'

const formats = ASPECTS.flatMap((aspect) => RESOLUTIONS.map((resolution) => ({ aspect, resolution })))

describe('the format of a film', () => {
  it.each([
    ['16:9', '1080p', 1920, 1080],
    ['9:16', '1080p', 1080, 1920],
    ['1:1', '1080p', 1080, 1080],
    ['16:9', '720p', 1280, 720],
    ['9:16', '720p', 720, 1280],
    ['1:1', '720p', 720, 720],
  ] as const)('%s in %s is %i by %i', (aspect, resolution, width, height) => {
    expect(filmFormat(aspect, resolution)).toEqual({ width, height, fps: 30 })
  })

  it.each(formats)('has even sides, which yuv420p needs: $aspect $resolution', ({ aspect, resolution }) => {
    const { width, height } = filmFormat(aspect, resolution)
    expect([width % 2, height % 2]).toEqual([0, 0])
  })

  it('has frames of a whole number of samples', () => {
    expect(48_000 % FRAMES_PER_SECOND).toBe(0)
  })
})
