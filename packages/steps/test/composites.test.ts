/** The composites step, run as the worker runs it. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import sharp from 'sharp'
import type { ScriptOutput } from '@reelyard/core/protocol'

const SCRIPT = join(import.meta.dirname, '../src/composites/main.ts')
const folders: string[] = []

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
})

interface Run {
  code: number
  output: ScriptOutput
  composite: () => Promise<Buffer>
}

async function compose(image: Buffer | null, size: [number, number] = [320, 180]): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-composites-'))
  folders.push(folder)
  if (image) await writeFile(join(folder, 'image.bin'), image)
  const file = {
    role: 'image',
    step: 'assets',
    scene: 1,
    path: 'image.bin',
    mediaType: 'image/png',
    bytes: 1,
    sha256: '',
  }
  const input = {
    protocol: 1,
    step: 'composites',
    scene: 1,
    video: { id: 'v', title: 'Any', channel: 'c' },
    task: { id: 't', attempt: 1 },
    parameters: { format: { width: size[0], height: size[1], fps: 30 }, motion: 'still' },
    inputs: image ? [file] : [],
    checkpoint: null,
    context: { tasks: [] },
  }
  await writeFile(join(folder, 'input.json'), JSON.stringify(input))
  const code = await new Promise<number>((resolve) => {
    const child = execFile(process.execPath, [SCRIPT], { cwd: folder }, () => resolve(child.exitCode ?? -1))
  })
  const output = JSON.parse(await readFile(join(folder, 'output.json'), 'utf8')) as ScriptOutput
  return { code, output, composite: async () => await readFile(join(folder, 'composite.jpg')) }
}

const drawing = (body: string, size = 'width="384" height="216"'): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 160 90">${body}</svg>`)

const solid = (width: number, height: number, background: string): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()

/** Mean red, green, blue of a part of the picture, in fractions of its size. */
async function colourAt(picture: Buffer, x: number, y: number): Promise<number[]> {
  const { width, height } = await sharp(picture).metadata()
  const region = { left: Math.round(width * x) - 4, top: Math.round(height * y) - 4, width: 8, height: 8 }
  const { channels } = await sharp(await sharp(picture).extract(region).png().toBuffer()).stats()
  return channels.map((channel) => Math.round(channel.mean))
}

test('a drawing becomes one JPEG with full chroma, 1.2 times the frame', async () => {
  const run = await compose(drawing('<rect width="160" height="90" fill="#336699"/>'))
  expect(run.code).toBe(0)
  expect(run.output.outputs).toEqual([{ role: 'composite', path: 'composite.jpg', mediaType: 'image/jpeg' }])
  const facts = await sharp(await run.composite()).metadata()
  expect(facts).toMatchObject({ format: 'jpeg', width: 384, height: 216, chromaSubsampling: '4:4:4' })
  const [red, green, blue] = await colourAt(await run.composite(), 0.5, 0.5)
  expect(red).toBeGreaterThan(45)
  expect(green).toBeGreaterThan(95)
  expect(blue).toBeGreaterThan(148)
})

test('the same image gives the same bytes', async () => {
  const image = drawing('<circle cx="80" cy="45" r="30" fill="#ffcc66"/>')
  const [first, again] = await Promise.all([compose(image), compose(image)])
  expect((await first.composite()).equals(await again.composite())).toBe(true)
})

test('grain keeps a flat surface from being one value, and stays fine', async () => {
  const run = await compose(drawing('<rect width="160" height="90" fill="#203040"/>'))
  const region = { left: 172, top: 88, width: 40, height: 40 }
  const { channels } = await sharp(
    await sharp(await run.composite())
      .extract(region)
      .png()
      .toBuffer(),
  ).stats()
  expect(channels[1]?.stdev).toBeGreaterThan(0.4)
  expect(channels[1]?.stdev).toBeLessThan(2.5)
})

test('a photograph of nearly the frame’s shape covers it', async () => {
  const run = await compose(await solid(400, 300, '#c04020'))
  const picture = await run.composite()
  for (const [x, y] of [
    [0.04, 0.08],
    [0.5, 0.5],
    [0.96, 0.92],
  ] as const)
    expect((await colourAt(picture, x, y))[0]).toBeGreaterThan(150)
})

test('a photograph of another shape is shown whole before a darker blur of itself', async () => {
  const run = await compose(await solid(100, 300, '#c04020'))
  const picture = await run.composite()
  const [middle] = await colourAt(picture, 0.5, 0.5)
  const [side] = await colourAt(picture, 0.15, 0.5)
  expect(middle).toBeGreaterThan(175)
  expect(side).toBeGreaterThan(60)
  expect(side).toBeLessThan(150)
})

test('a picture with an opacity stands on the film’s dark, not on white', async () => {
  const clear = await sharp({
    create: { width: 320, height: 180, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  })
    .png()
    .toBuffer()
  const run = await compose(clear)
  expect(run.code).toBe(0)
  expect(Math.max(...(await colourAt(await run.composite(), 0.5, 0.5)))).toBeLessThan(60)
})

test.each([
  ['an image file', '<image href="/etc/hostname" width="10" height="10"/>'],
  ['text', '<text x="1" y="9">words</text>'],
  ['an entity', '<!ENTITY a "b">'],
  ['a script', '<script>1</script>'],
])('a drawing that holds %s is refused for good', async (_, body) => {
  const run = await compose(drawing(body))
  expect(run.code).toBe(65)
  expect(run.output.error).toMatchObject({ code: 'drawing_refused', retriable: false })
})

test('bytes that are no picture are refused for good, and a missing image is named', async () => {
  const broken = await compose(Buffer.from('no picture at all'))
  expect(broken.output.error).toMatchObject({ code: 'picture_unreadable', retriable: false })
  const missing = await compose(null)
  expect(missing.output.error).toMatchObject({ code: 'missing_input', retriable: false })
})
