import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { PixelMemory } from '../src/clips/pixels.ts'

const FOLDER = fileURLToPath(new URL('../pixels/', import.meta.url))
const COMPILER = fileURLToPath(new URL('../node_modules/assemblyscript/bin/asc.js', import.meta.url))
const OPTIONS = ['-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub', '--importMemory']

it('the compiled loops are those of the source', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-pixels-'))
  try {
    await copyFile(join(FOLDER, 'pixels.as'), join(folder, 'pixels.ts'))
    await promisify(execFile)(process.execPath, [COMPILER, 'pixels.ts', ...OPTIONS, '-o', 'pixels.wasm'], {
      cwd: folder,
    })
    expect(await readFile(join(folder, 'pixels.wasm'))).toEqual(await readFile(join(FOLDER, 'pixels.wasm')))
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('a window that lies on whole pixels shows them as they are', () => {
  const { memory, plane, bytes } = noise(64, 40)
  const target = memory.reserve(32 * 16)
  sample(memory, plane.at + 5 * 64 + 7, target, { x: 0, y: 0, step: 1 })
  for (let row = 0; row < 16; row++) {
    const shown = memory.view(target + 32 * row, 32)
    expect([...shown]).toEqual([...bytes.subarray((row + 5) * 64 + 7, (row + 5) * 64 + 7 + 32)])
  }
})

// Weights are in 64ths: on noise, the worst of pictures, that is at most 5 of 255.
it('a window between pixels is the cubic curve through them, to the precision of its weights', () => {
  const { memory, plane, bytes } = noise(64, 40)
  const target = memory.reserve(32 * 16)
  const window = { x: 0.375, y: 0.75, step: 1.125 }
  sample(memory, plane.at + 5 * 64 + 7, target, window)
  const shown = memory.view(target, 32 * 16)
  for (let row = 0; row < 16; row++) {
    for (let column = 0; column < 32; column++) {
      const expected = cubic(bytes, 7 + window.x + column * window.step, 5 + window.y + row * window.step)
      expect(Math.abs((shown[32 * row + column] ?? 0) - Math.min(255, Math.max(0, expected)))).toBeLessThan(5.5)
    }
  }
})

it('red, white and black become what BT.709 says, in limited range', () => {
  const memory = new PixelMemory()
  const rgba = memory.reserve(2 * 2 * 4)
  const [luma, u, v] = [memory.reserve(4), memory.reserve(1), memory.reserve(1)]
  const split = (colour: number[]) => {
    memory.view(rgba, 16).set([...colour, ...colour, ...colour, ...colour])
    memory.loops.split(rgba, 2, 2, luma, 2, u, v, 1, 0, 0)
    return [luma, u, v].map((at) => memory.view(at, 1)[0])
  }
  expect(split([255, 0, 0, 255])).toEqual([63, 102, 240])
  expect(split([255, 255, 255, 255])).toEqual([235, 128, 128])
  expect(split([0, 0, 0, 255])).toEqual([16, 128, 128])
})

it('a picture half as strong is laid half over what is below', () => {
  const memory = new PixelMemory()
  const [plane, colour, alpha] = [memory.reserve(16), memory.reserve(16), memory.reserve(16)]
  memory.view(plane, 16).fill(100)
  memory.view(colour, 16).fill(200)
  memory.view(alpha, 16).fill(255)
  memory.loops.overlay(plane, 16, colour, alpha, 16, 1, 128)
  for (const byte of memory.view(plane, 16)) expect(Math.abs(byte - 150)).toBeLessThanOrEqual(1)
  memory.loops.overlay(plane, 16, colour, alpha, 16, 1, 256)
  expect(new Set(memory.view(plane, 16))).toEqual(new Set([200]))
})

/** A plane of noise that is the same each time. */
function noise(width: number, height: number) {
  const memory = new PixelMemory()
  const at = memory.reserve(width * height)
  let seed = 12_345
  const bytes = Uint8Array.from({ length: width * height }, () => (seed = (seed * 48_271) % 2_147_483_647) % 256)
  memory.view(at, bytes.length).set(bytes)
  return { memory, plane: { at }, bytes }
}

function sample(memory: PixelMemory, source: number, target: number, window: { x: number; y: number; step: number }) {
  const [columns, rows] = [memory.reserve(4 * 144), memory.reserve(4 * 64)]
  memory.loops.resample(source, 64, target, 32, 16, window.x, window.y, window.step, columns, rows)
}

/** Catmull-Rom, the slow way. */
function cubic(bytes: Uint8Array, x: number, y: number): number {
  const weight = (distance: number) => {
    const d = Math.abs(distance)
    return d < 1 ? 1.5 * d ** 3 - 2.5 * d ** 2 + 1 : d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0
  }
  let sum = 0
  for (let row = Math.floor(y) - 1; row <= Math.floor(y) + 2; row++) {
    for (let column = Math.floor(x) - 1; column <= Math.floor(x) + 2; column++) {
      sum += weight(y - row) * weight(x - column) * (bytes[row * 64 + column] ?? 0)
    }
  }
  return sum
}
