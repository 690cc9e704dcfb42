import { readFile, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { ArtifactCorruptError, ArtifactMissingError, ArtifactRangeError, InvalidDigestError } from '../src/index.ts'
import { anyBytes, pathOf, setup, sha256Of } from './store.ts'

const ABSENT = 'a'.repeat(64)

describe('put', () => {
  it('stores a file under the digest of its content, in two levels of folders', async () => {
    const { store, write, stored, root } = await setup()
    const content = anyBytes(3 * 1024 * 1024 + 1)
    const put = await store.put(await write('film.mp4', content))
    expect(put).toEqual({ sha256: sha256Of(content), bytes: content.length })
    expect(await stored()).toEqual([pathOf(root, put.sha256).slice(root.length + 1)])
    expect(sha256Of(await readFile(pathOf(root, put.sha256)))).toBe(put.sha256)
  })

  it('stores the same content once, under whatever name it comes', async () => {
    const { store, write, stored } = await setup()
    const first = await store.put(await write('a.txt', 'the tide'))
    const second = await store.put(await write('b.txt', 'the tide'))
    expect(second).toEqual(first)
    expect(await stored()).toHaveLength(1)
  })

  it('stores an empty file', async () => {
    const { store, write } = await setup()
    expect(await store.put(await write('empty', ''))).toEqual({ sha256: sha256Of(''), bytes: 0 })
  })

  it('keeps the file that it was given, and is not touched by later changes to it', async () => {
    const { store, write, folder } = await setup()
    const file = await write('a.txt', 'before')
    const { sha256 } = await store.put(file)
    await writeFile(file, 'after!')
    await store.fetch(sha256, join(folder, 'copy'))
    expect(await readFile(join(folder, 'copy'), 'utf8')).toBe('before')
  })

  it('makes a damaged file good again', async () => {
    const { store, write, pathOf: path, folder } = await setup()
    const file = await write('a.txt', 'the tide')
    const { sha256 } = await store.put(file)
    await writeFile(path(sha256), 'the tidy')
    await store.put(file)
    await store.fetch(sha256, join(folder, 'copy'))
    expect(await readFile(join(folder, 'copy'), 'utf8')).toBe('the tide')
  })

  it('leaves nothing behind where the file is not there', async () => {
    const { store, folder, stored } = await setup()
    await expect(store.put(join(folder, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await stored()).toEqual([])
  })
})

describe('fetch', () => {
  it('lays a copy of its own at the target, over what was there', async () => {
    const { store, write, pathOf: path } = await setup()
    const { sha256 } = await store.put(await write('a.txt', 'the tide'))
    const target = await write('target', 'something longer than that')
    await store.fetch(sha256, target)
    expect(await readFile(target, 'utf8')).toBe('the tide')
    await writeFile(target, 'changed by a script')
    expect(await readFile(path(sha256), 'utf8')).toBe('the tide')
  })

  it.each([
    ['changed', (path: string) => writeFile(path, 'the tidy')],
    ['cut', (path: string) => truncate(path, 3)],
    ['emptied', (path: string) => truncate(path, 0)],
  ])('refuses a file that was %s, and lays nothing', async (_, damage) => {
    const { store, write, folder, pathOf: path } = await setup()
    const { sha256 } = await store.put(await write('a.txt', 'the tide'))
    await damage(path(sha256))
    const refusal = store.fetch(sha256, join(folder, 'copy'))
    await expect(refusal).rejects.toThrow(ArtifactCorruptError)
    await expect(refusal).rejects.toMatchObject({ code: 'artifact_corrupt', sha256 })
    await expect(readFile(join(folder, 'copy'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('tells a missing artifact from a missing target folder', async () => {
    const { store, write, folder } = await setup()
    const missing = store.fetch(ABSENT, join(folder, 'copy'))
    await expect(missing).rejects.toThrow(ArtifactMissingError)
    await expect(missing).rejects.toMatchObject({ code: 'artifact_missing', sha256: ABSENT })
    const { sha256 } = await store.put(await write('a.txt', 'the tide'))
    await expect(store.fetch(sha256, join(folder, 'no', 'copy'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('open', () => {
  it.each([
    { range: undefined, expected: '0123456789' },
    { range: { start: 0 }, expected: '0123456789' },
    { range: { start: 3, end: 5 }, expected: '345' },
    { range: { start: 9, end: 9 }, expected: '9' },
    { range: { start: 8, end: 100 }, expected: '89' },
  ])('gives the bytes of the range $range', async ({ range, expected }) => {
    const { store, write } = await setup()
    const { sha256 } = await store.put(await write('digits', '0123456789'))
    const { stream, bytes } = await store.open(sha256, range)
    expect(await text(stream)).toBe(expected)
    expect(bytes).toBe(expected.length)
  })

  it.each([{ start: 10 }, { start: 5, end: 4 }, { start: -1 }, { start: Number.NaN }, { start: 0.5 }])(
    'refuses the range %o',
    async (range) => {
      const { store, write } = await setup()
      const { sha256 } = await store.put(await write('digits', '0123456789'))
      const refusal = store.open(sha256, range)
      await expect(refusal).rejects.toThrow(ArtifactRangeError)
      await expect(refusal).rejects.toMatchObject({ code: 'artifact_range', bytes: 10 })
    },
  )

  it('gives nothing of an empty file', async () => {
    const { store, write } = await setup()
    const { sha256 } = await store.put(await write('empty', ''))
    const { stream, bytes } = await store.open(sha256)
    expect(await text(stream)).toBe('')
    expect(bytes).toBe(0)
  })

  it('goes on giving a file that is removed meanwhile', async () => {
    const { store, write } = await setup()
    const { sha256 } = await store.put(await write('a.txt', 'the tide'))
    const { stream } = await store.open(sha256)
    await store.remove(sha256)
    expect(await text(stream)).toBe('the tide')
  })

  it('refuses what is not there', async () => {
    const { store } = await setup()
    await expect(store.open(ABSENT)).rejects.toThrow(ArtifactMissingError)
  })
})

describe('has and remove', () => {
  it('follow what is stored, and may be repeated', async () => {
    const { store, write } = await setup()
    expect(await store.has(ABSENT)).toBe(false)
    const { sha256 } = await store.put(await write('a.txt', 'the tide'))
    expect(await store.has(sha256)).toBe(true)
    await store.remove(sha256)
    await store.remove(sha256)
    expect(await store.has(sha256)).toBe(false)
  })
})

describe('a digest', () => {
  it.each(['', 'abc', 'A'.repeat(64), `../../${'a'.repeat(58)}`, `${'a'.repeat(64)}\n`, `${'a'.repeat(63)}/`])(
    'that is none (%j) never becomes a path',
    async (sha256) => {
      const { store, folder } = await setup()
      for (const call of [
        store.has(sha256),
        store.remove(sha256),
        store.open(sha256),
        store.fetch(sha256, join(folder, 'x')),
      ]) {
        await expect(call).rejects.toThrow(InvalidDigestError)
      }
    },
  )
})

describe('sweeping', () => {
  it('removes what dead writers left, and neither young drafts nor artifacts', async () => {
    const { store, write, root, stored } = await setup()
    expect(await store.sweepTemporary(0)).toBe(0)
    const { sha256 } = await store.put(await write('a.txt', 'the tide'))
    await writeFile(join(root, 'temporary', 'old'), 'half of')
    await writeFile(join(root, 'temporary', 'young'), 'half of')
    const anHourAgo = Date.now() / 1000 - 3600
    await utimes(join(root, 'temporary', 'old'), anHourAgo, anHourAgo)
    await utimes(pathOf(root, sha256), anHourAgo, anHourAgo)
    expect(await store.sweepTemporary(1_800_000)).toBe(1)
    expect(new Set(await stored())).toEqual(new Set([pathOf('', sha256), join('temporary', 'young')]))
  })
})
