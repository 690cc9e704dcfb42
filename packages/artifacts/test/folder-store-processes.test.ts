import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished, vi } from 'vitest'
import { anyBytes, setup, sha256Of } from './store.ts'

const MEBIBYTE = 1024 * 1024
const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name)

it('shows no half of a file, whenever its writer is killed', async () => {
  const { folder, root, store, write, stored } = await setup()
  const content = anyBytes(64 * MEBIBYTE)
  const file = await write('film.mp4', content)
  const writer = spawn(process.execPath, [fixture('put-forever.ts'), root, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void writer.kill('SIGKILL'))
  await once(writer.stdout, 'data')
  // In the first half, so that the signal cannot come too late.
  const inItsMidst = (bytes: number) => bytes > MEBIBYTE && bytes < content.length / 2
  const isWriting = async () => expect((await sizesOf(root, await stored())).some(inItsMidst)).toBe(true)
  await vi.waitFor(isWriting, { timeout: 10_000, interval: 1 })
  writer.kill('SIGKILL')
  await once(writer, 'exit')

  const left = await stored()
  expect(left.filter((path) => path.startsWith('temporary')).length).toBeGreaterThan(0)
  for (const path of left.filter((path) => !path.startsWith('temporary'))) {
    expect(sha256Of(await readFile(join(root, path)))).toBe(basename(path))
  }
  expect(await store.sweepTemporary(0)).toBeGreaterThan(0)
  const { sha256 } = await store.put(file)
  await store.fetch(sha256, join(folder, 'copy'))
})

it('lets many processes put the same content at once', async () => {
  const { root, store, write, stored } = await setup()
  const content = anyBytes(4 * MEBIBYTE)
  const file = await write('film.mp4', content)
  const puts = [1, 2, 3].map(() => promisify(execFile)(process.execPath, [fixture('put-once.ts'), root, file]))
  const here = [1, 2, 3, 4].map(() => store.put(file))
  const expected = { sha256: sha256Of(content), bytes: content.length }
  for (const { stdout } of await Promise.all(puts)) expect(JSON.parse(stdout)).toEqual(expected)
  for (const put of await Promise.all(here)) expect(put).toEqual(expected)
  expect(await stored()).toHaveLength(1)
})

it('lets a file be read while it is put again', async () => {
  const { folder, store, write } = await setup()
  const file = await write('film.mp4', anyBytes(4 * MEBIBYTE))
  const { sha256 } = await store.put(file)
  const fetches = [1, 2, 3].map((i) => store.fetch(sha256, join(folder, `copy-${i}`)))
  await expect(Promise.all([...fetches, store.put(file), store.put(file)])).resolves.toBeDefined()
})

/** Wherever they lie, so that a writer that wrote in place would be caught as well. */
function sizesOf(root: string, stored: string[]): Promise<number[]> {
  const sizeOf = (path: string) =>
    stat(join(root, path)).then(
      ({ size }) => size,
      () => 0,
    )
  return Promise.all(stored.map(sizeOf))
}
