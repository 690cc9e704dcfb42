/** The assets step, run as the worker runs it: a process in a scratch folder of its own. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import sharp from 'sharp'
import type { ScriptOutput } from '@reelyard/core/protocol'

const SCRIPT = join(import.meta.dirname, '../src/assets/main.ts')
const folders: string[] = []

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
})

interface Run {
  code: number
  output: ScriptOutput
  image: () => Promise<Buffer>
}

async function makeImage(visual: string, options: { picture?: Buffer; size?: [number, number] } = {}): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-assets-'))
  folders.push(folder)
  const [width, height] = options.size ?? [320, 180]
  if (options.picture) await writeFile(join(folder, 'picture.bin'), options.picture)
  const picture = {
    role: 'picture',
    step: 'order',
    scene: 1,
    path: 'picture.bin',
    mediaType: 'image/png',
    bytes: 1,
    sha256: '',
  }
  const input = {
    protocol: 1,
    step: 'assets',
    scene: 1,
    video: { id: 'v', title: 'Any', channel: 'c' },
    task: { id: 't', attempt: 1 },
    parameters: { scene: { narration: '', visual, sound: '', motion: 'still' }, format: { width, height, fps: 30 } },
    inputs: options.picture ? [picture] : [],
    checkpoint: null,
    context: { tasks: [] },
  }
  await writeFile(join(folder, 'input.json'), JSON.stringify(input))
  const code = await new Promise<number>((resolve) => {
    const child = execFile(process.execPath, [SCRIPT], { cwd: folder }, () => resolve(child.exitCode ?? -1))
  })
  const output = JSON.parse(await readFile(join(folder, 'output.json'), 'utf8')) as ScriptOutput
  return { code, output, image: async () => await readFile(join(folder, output.outputs[0]?.path ?? 'none')) }
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

test('the same prompt gives the same bytes, another prompt another picture', async () => {
  const runs = await Promise.all(
    ['an owl at night', 'an owl at night', 'a boat at noon'].map((prompt) => makeImage(prompt)),
  )
  const [first, again, other] = await Promise.all(runs.map(async (run) => digest(await run.image())))
  expect(runs.map((run) => run.code)).toEqual([0, 0, 0])
  expect(again).toBe(first)
  expect(other).not.toBe(first)
})

test('gives one image, a drawing at the size of the composite, composed anew for each aspect', async () => {
  const wide = await makeImage('forest', { size: [320, 180] })
  const tall = await makeImage('forest', { size: [180, 320] })
  expect(wide.output.outputs).toEqual([{ role: 'image', path: 'image.svg', mediaType: 'image/svg+xml' }])
  expect(await wide.image().then(String)).toContain('width="384" height="216"')
  expect(await tall.image().then(String)).toContain('width="216" height="384"')
  expect(await sharp(await tall.image()).metadata()).toMatchObject({ width: 216, height: 384 })
})

test.each([
  ['hermit crab beside an empty spiral shell on wet sand', { place: 'shore', subjects: ['crab', 'shell'] }],
  ['deer between birch trees in morning mist', { place: 'woodland', time: 'morning', subjects: ['deer'] }],
  ['underground chamber, warm brown light', { place: 'burrow' }],
  ['wave breaking over rocks at dusk, orange and violet sky', { place: 'shore', time: 'dusk' }],
  ['night sky full of stars above the forest', { place: 'forest', time: 'night' }],
  ['At night the rails are quiet and the signals stay green.', { place: 'rails', time: 'night', subjects: ['signal'] }],
  ['Der alte Leuchtturm im Sturm', { place: 'shore', subjects: ['lighthouse'] }],
  ['海の上の月', { place: 'sea', time: 'night' }],
  ['Sturm und hohe Wellen', { place: 'shore', time: 'grey' }],
  ['qwertz uiop', { place: 'abstract', subjects: [] }],
])('reads %j', async (prompt, expected) => {
  expect((await makeImage(prompt)).output.result).toMatchObject(expected)
})

test.each([
  ['markup', `</svg><script>alert(1)</script><image href="file:///etc/passwd"/>`],
  ['code', `'; rm -rf / # "quotes" %{pts} {\\b1} [v0]`],
  ['an endless word, emoji, right-to-left text', `${'x'.repeat(2000)} ✨🦊 שלום عربى`],
  ['nothing', ''],
])('no text of the prompt enters the drawing: %s', async (_, prompt) => {
  const run = await makeImage(prompt)
  expect(run.code).toBe(0)
  const svg = String(await run.image())
  expect(svg).toMatch(/^<svg [^<]+><defs>/)
  expect(svg).not.toMatch(/<(?!\/?(?:svg|defs|linearGradient|radialGradient|stop|path|circle|ellipse|rect|g)\b)/)
  expect(svg).not.toMatch(/passwd|rm -rf|xxxx|[^\x20-\x7e\n]|NaN|undefined|Infinity/)
})

/** Where the wave of a drawing stands, in the drawing's units, and the width of the drawing. */
async function waveOf(
  prompt: string,
  size: [number, number],
): Promise<{ lands: number; height: number; width: number }> {
  const svg = String(await (await makeImage(prompt, { size })).image())
  const width = Number(/viewBox="0 0 ([\d.]+)/.exec(svg)?.[1])
  const [, x, scale] = /<g transform="translate\(([\d.]+) [\d.]+\) scale\((-?[\d.]+)/.exec(svg) ?? []
  return { lands: Number(x) + 88 * Number(scale), height: 100 * Math.abs(Number(scale)), width }
}

test('a wave is as high as its words: gentle, plain, huge', async () => {
  const prompts = ['gentle waves at noon', 'waves at noon', 'huge waves at noon']
  const [gentle, plain, huge] = await Promise.all(prompts.map((prompt) => waveOf(prompt, [320, 180])))
  expect(gentle!.height).toBeLessThan(plain!.height * 0.5)
  expect(huge!.height).toBeGreaterThan(plain!.height * 1.05)
})

test.each([
  [320, 180],
  [180, 320],
  [180, 180],
] as const)('a wave lands inside a frame of %d × %d', async (width, height) => {
  const wave = await waveOf('wave breaking over rocks at dusk', [width, height])
  expect(wave.lands).toBeGreaterThan(wave.width * 0.1)
  expect(wave.lands).toBeLessThan(wave.width * 0.9)
})

test('a picture of the order is passed on upright, without its metadata', async () => {
  const plain = sharp({ create: { width: 60, height: 40, channels: 3, background: '#c04020' } })
  const picture = await plain
    .jpeg()
    .withExif({ IFD0: { Copyright: 'secret', Orientation: '6' } })
    .withMetadata({ orientation: 6 })
    .toBuffer()
  const run = await makeImage('ignored', { picture })
  expect(run.code).toBe(0)
  const facts = await sharp(await run.image()).metadata()
  expect(facts).toMatchObject({ format: 'jpeg', width: 40, height: 60 })
  expect(facts.exif).toBeUndefined()
})

test.each([
  ['text', Buffer.from('#EXTM3U\nhttp://127.0.0.1/a.ts'), 'picture_unreadable'],
  ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"/>'), 'picture_unreadable'],
  [
    'broken png',
    Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(64, 7)]),
    'picture_unreadable',
  ],
])('a picture that is none is refused for good: %s', async (_, picture, code) => {
  const run = await makeImage('ignored', { picture })
  expect(run.code).toBe(65)
  expect(run.output.error).toMatchObject({ code, retriable: false })
})

test('a picture too small to show, or with too many pixels, is refused for good', async () => {
  const solid = (width: number, height: number): Promise<Buffer> =>
    sharp({ create: { width, height, channels: 3, background: '#123456' } })
      .png()
      .toBuffer()
  const small = await makeImage('ignored', { picture: await solid(8, 200) })
  expect(small.output.error).toMatchObject({ code: 'picture_too_small', retriable: false })
  // The header alone claims 20,000 × 20,000 pixels.
  const bomb = await solid(20, 20)
  bomb.writeUInt32BE(20_000, 16)
  bomb.writeUInt32BE(20_000, 20)
  bomb.writeUInt32BE(crc(bomb.subarray(12, 29)), 29)
  const large = await makeImage('ignored', { picture: bomb })
  expect(large.output.error).toMatchObject({ code: 'picture_too_large', retriable: false })
})

/** CRC-32 as PNG chunks carry it. */
function crc(bytes: Buffer): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0)
  }
  return (value ^ 0xffffffff) >>> 0
}
