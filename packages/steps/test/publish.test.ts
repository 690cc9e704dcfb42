import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { world, writeInput } from './assembly-world.ts'

const VIDEO = '018f3f1e-0000-7000-8000-000000000001'
const FILES = [
  { role: 'film', path: 'film.mp4', text: 'the film' },
  { role: 'subtitles_srt', path: 'film.srt', text: '1\n' },
  { role: 'subtitles_vtt', path: 'film.vtt', text: 'WEBVTT\n' },
  { role: 'thumbnail', path: 'thumbnail.jpg', text: 'a picture' },
]
const DELIVERED = ['film.mp4', 'film.srt', 'film.vtt', 'manifest.json', 'report.json', 'thumbnail.jpg']

/** What assembly leaves behind, with a film that is only its bytes, and a folder to publish into. */
async function setup(report: object = {}, changes: object = {}) {
  const root = await mkdtemp(join(tmpdir(), 'publish-'))
  const folder = join(root, 'scratch')
  const target = join(root, 'published')
  await mkdir(folder)
  const film = { seconds: 3, frames: 90, sizeBytes: 8, sha256: sha256('the film'), video: {}, audio: {} }
  const passed = { version: 1, passed: true, faults: [], film, loudness: {}, tasks: [], ...report }
  const files = [...FILES, { role: 'report', path: 'report.json', text: JSON.stringify(passed) }]
  for (const { path, text } of files) await writeFile(join(folder, path), text)
  const inputs = files.map(({ role, path }) => ({ role, path, step: 'assembly', scene: null, mediaType: `x/${role}` }))
  await writeInput(folder, 'publish', { title: 'A "film"' }, inputs, changes)
  const { step, read } = world(folder)
  return {
    ...{ folder, target, read, published: join(target, 'nature', VIDEO) },
    publish: () => step('publish', { REELYARD_PUBLISH_DIR: target }),
    publishNowhere: () => step('publish', { REELYARD_PUBLISH_DIR: '' }),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex')
}

describe('publish', () => {
  test('hands the film over with a manifest that fits what lies there', async () => {
    await using scene = await setup()
    const { code, output } = await scene.publish()
    expect(output.error).toBeUndefined()
    expect(code).toBe(0)
    expect((await readdir(scene.published)).sort()).toEqual(DELIVERED)
    const manifest = JSON.parse(await readFile(join(scene.published, 'manifest.json'), 'utf8')) as {
      files: { role: string; name: string; bytes: number; sha256: string }[]
    }
    expect(manifest).toMatchObject({ videoId: VIDEO, title: 'A "film"', channel: 'nature', film: { seconds: 3 } })
    expect(manifest).toMatchObject({ published: { kind: 'folder', path: `nature/${VIDEO}` } })
    expect(manifest.files.map((file) => file.name).sort()).toEqual(DELIVERED.filter((name) => name !== 'manifest.json'))
    for (const { name, bytes, sha256: expected } of manifest.files) {
      const there = await readFile(join(scene.published, name))
      expect([there.length, sha256(there)]).toEqual([bytes, expected])
    }
  })

  test('hands over a report that names all tasks up to now', async () => {
    await using scene = await setup()
    const { output } = await scene.publish()
    expect(output.outputs.map((file) => file.role)).toEqual(['manifest', 'report'])
    const report = await readFile(join(scene.published, 'report.json'), 'utf8')
    expect(JSON.parse(report)).toMatchObject({ passed: true, tasks: [{ worker: 'worker-1', seconds: 2.5 }] })
    expect(await scene.read(output.outputs[1]!.path)).toBe(report)
  })

  test('only writes the manifest where no folder is set', async () => {
    await using scene = await setup()
    const { code } = await scene.publishNowhere()
    expect(code).toBe(0)
    expect(JSON.parse(await scene.read('manifest.json'))).toMatchObject({ published: null, files: { length: 5 } })
    await expect(stat(scene.target)).rejects.toThrow('ENOENT')
  })

  test('refuses a film that did not pass, and says why', async () => {
    const faults = [{ code: 'black_picture', message: 'The picture is black from 3 to 5 s.', scene: 2 }]
    await using scene = await setup({ passed: false, faults })
    const { code, output } = await scene.publish()
    expect(code).toBe(65)
    expect(output.error).toMatchObject({ code: 'quality_failed', retriable: false })
    expect(output.error?.message).toMatch(/black_picture \(scene 2\): The picture is black from 3 to 5 s\./)
    await expect(stat(scene.target)).rejects.toThrow('ENOENT')
  })

  test('refuses a film that is not the one that was checked', async () => {
    await using scene = await setup()
    await writeFile(join(scene.folder, 'film.mp4'), 'THE FILM')
    const { code, output } = await scene.publish()
    expect(code).toBe(65)
    expect(output.error).toMatchObject({ code: 'film_changed', retriable: false })
    await expect(stat(scene.target)).rejects.toThrow('ENOENT')
  })

  test.each([
    ['channel', { channel: '../../etc' }],
    ['channel', { channel: '.' }],
    ['channel', { channel: 'a/b' }],
    ['id', { id: '..' }],
    ['id', { id: '' }],
    ['id', { id: 'x\u0000y' }],
  ])('refuses a %s that would lead elsewhere: %j', async (_, change) => {
    await using scene = await setup({}, { video: { id: VIDEO, channel: 'nature', title: 't', ...change } })
    const { code, output } = await scene.publish()
    expect(code).toBe(65)
    expect(output.error).toMatchObject({ code: 'unsafe_name', retriable: false })
    await expect(stat(scene.target)).rejects.toThrow('ENOENT')
  })

  test('leaves what is already there when it is the same', async () => {
    await using scene = await setup()
    await scene.publish()
    const { ino } = await stat(scene.published)
    const { code } = await scene.publish()
    expect(code).toBe(0)
    expect((await stat(scene.published)).ino).toBe(ino)
  })

  test('replaces an older film whole, and a film that was damaged where it lay', async () => {
    await using scene = await setup()
    await mkdir(scene.published, { recursive: true })
    await writeFile(join(scene.published, 'film.mp4'), 'an older film')
    await writeFile(join(scene.published, 'old.txt'), 'no longer part of it')
    await scene.publish()
    expect((await readdir(scene.published)).sort()).toEqual(DELIVERED)
    await writeFile(join(scene.published, 'film.mp4'), 'the fil?')
    await scene.publish()
    expect(await readFile(join(scene.published, 'film.mp4'), 'utf8')).toBe('the film')
  })

  test('clears what a killed attempt left beside the folder, and nothing else', async () => {
    await using scene = await setup({}, { task: { id: 'task', attempt: 2 } })
    const channel = join(scene.target, 'nature')
    for (const name of [`.${VIDEO}.1.77.new`, `.${VIDEO}.1.77.old`, '.other.1.77.new', 'notes']) {
      await mkdir(join(channel, name, 'film.mp4'), { recursive: true })
    }
    await scene.publish()
    expect((await readdir(channel)).sort()).toEqual(['.other.1.77.new', VIDEO, 'notes'].sort())
  })

  test('two runs at once both succeed and leave one whole film', async () => {
    await using scene = await setup()
    await using other = await setup({ loudness: { integratedLufs: -14 } })
    const both = await Promise.all([
      scene.publish(),
      world(other.folder).step('publish', { REELYARD_PUBLISH_DIR: scene.target }),
    ])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    expect(await readdir(join(scene.target, 'nature'))).toEqual([VIDEO])
    expect((await readdir(scene.published)).sort()).toEqual(DELIVERED)
  })
})
