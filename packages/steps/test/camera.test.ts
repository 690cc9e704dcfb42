import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CAMERA_MOVES } from '@reelyard/core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cameraPath, compositeSize } from '../src/camera.ts'
import { FrameDrawer } from '../src/clips/frames.ts'
import { loadPicture } from '../src/clips/picture.ts'
import { PixelMemory } from '../src/clips/pixels.ts'

const FORMAT = { width: 640, height: 360, fps: 30 }
const FRAMES = 120

describe('the camera', () => {
  it.each(CAMERA_MOVES)('never leaves the composite while it does %s', (motion) => {
    for (const format of [FORMAT, { width: 720, height: 1280, fps: 30 }, { width: 1080, height: 1080, fps: 30 }]) {
      const composite = compositeSize(format)
      for (const frames of [1, 2, 45, 900]) {
        const windowOf = cameraPath(motion, format, frames)
        for (let frame = 0; frame < frames; frame++) {
          const { x, y, step } = windowOf(frame)
          expect(step).toBeGreaterThanOrEqual(1)
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
          expect(x + format.width * step).toBeLessThanOrEqual(composite.width)
          expect(y + format.height * step).toBeLessThanOrEqual(composite.height)
        }
      }
    }
  })

  it.each(CAMERA_MOVES)('moves without a step back and without a jerk while it does %s', (motion) => {
    const windowOf = cameraPath(motion, FORMAT, FRAMES)
    const places = Array.from({ length: FRAMES }, (_, frame) => windowOf(frame)).map(({ x, step }) => x + 100 * step)
    const speeds = places.slice(1).map((place, index) => place - (places[index] ?? 0))
    const way = Math.sign((places.at(-1) ?? 0) - (places[0] ?? 0))
    for (const speed of speeds) expect(speed * way).toBeGreaterThanOrEqual(0)
    const fastest = Math.max(...speeds.map(Math.abs))
    speeds.slice(1).forEach((speed, index) => {
      expect(Math.abs(speed - (speeds[index] ?? 0))).toBeLessThanOrEqual(0.08 * fastest)
    })
    expect(Math.abs(speeds[0] ?? 0)).toBeLessThanOrEqual(0.1 * fastest)
  })

  it('shows the middle when it stands still', () => {
    const { x, y, step } = cameraPath('still', FORMAT, 10)(3)
    const composite = compositeSize(FORMAT)
    expect([x + (FORMAT.width * step) / 2, y + (FORMAT.height * step) / 2]).toEqual([
      composite.width / 2,
      composite.height / 2,
    ])
  })
})

describe('a drawn frame', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reelyard-camera-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each(CAMERA_MOVES)('has each thing within 0.1 pixel of where %s puts it', async (motion) => {
    const dots = [
      { x: 250, y: 120 },
      { x: 520, y: 330 },
    ]
    const { drawer } = await setup(folder, dots)
    const windowOf = cameraPath(motion, FORMAT, FRAMES)
    for (let frame = 0; frame < FRAMES; frame++) {
      const window = windowOf(frame)
      const bytes = drawer.draw({ window, overlay: null, opacity: 1, light: 1 })
      for (const dot of dots) {
        const planned = { x: (dot.x - window.x) / window.step - 0.5, y: (dot.y - window.y) / window.step - 0.5 }
        const seen = centroid(bytes, planned)
        expect(Math.hypot(seen.x - planned.x, seen.y - planned.y)).toBeLessThan(0.1)
      }
    }
  })

  it('goes down to video black, colours and all', async () => {
    const { drawer } = await setup(folder, [{ x: 380, y: 200 }])
    const bytes = drawer.draw({ window: cameraPath('still', FORMAT, 1)(0), overlay: null, opacity: 1, light: 0 })
    const pixels = FORMAT.width * FORMAT.height
    expect(new Set(bytes.subarray(0, pixels))).toEqual(new Set([16]))
    expect(new Set(bytes.subarray(pixels))).toEqual(new Set([128]))
  })

  it('stays as it is while the next one is drawn', async () => {
    const { drawer } = await setup(folder, [{ x: 380, y: 200 }])
    const windowOf = cameraPath('pan_right', FORMAT, 20)
    const draw = (frame: number) => drawer.draw({ window: windowOf(frame), overlay: null, opacity: 1, light: 1 })
    const first = draw(0)
    const copy = Uint8Array.from(first)
    draw(10)
    expect(Buffer.compare(first, copy)).toBe(0)
  })
})

/** Soft bright dots on a dark picture of the composite's size. */
async function setup(folder: string, dots: { x: number; y: number }[]) {
  const size = compositeSize(FORMAT)
  const circles = dots.map(({ x, y }) => `<circle cx="${x}" cy="${y}" r="9" fill="url(#soft)"/>`).join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">
    <defs><radialGradient id="soft"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#203040"/>
    </radialGradient></defs><rect width="100%" height="100%" fill="#203040"/>${circles}</svg>`
  const path = join(folder, `dots-${dots.length}.png`)
  await sharp(Buffer.from(svg)).png().toFile(path)
  const memory = new PixelMemory()
  return { drawer: new FrameDrawer(memory, await loadPicture(path, size, memory), FORMAT) }
}

/** The middle of the brightness around a place. */
function centroid(luma: Uint8Array, near: { x: number; y: number }) {
  const dark = luma[0] ?? 0
  let [sum, x, y] = [0, 0, 0]
  for (let row = Math.round(near.y) - 16; row <= Math.round(near.y) + 16; row++) {
    for (let column = Math.round(near.x) - 16; column <= Math.round(near.x) + 16; column++) {
      const light = Math.max(0, (luma[row * FORMAT.width + column] ?? 0) - dark - 1)
      sum += light
      x += light * column
      y += light * row
    }
  }
  return { x: x / sum, y: y / sum }
}
