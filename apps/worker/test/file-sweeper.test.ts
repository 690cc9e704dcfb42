import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderStore } from '@reelyard/artifacts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sweepFiles } from '../src/file-sweeper.ts'
import { openWorld, type World } from './world.ts'

let world: World
let folder: string
beforeEach(async () => {
  world = await openWorld()
  folder = await mkdtemp(join(tmpdir(), 'file-sweep-'))
})
afterEach(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

const HOUR_MS = 3_600_000

async function put(content: string, ageMs: number): Promise<string> {
  const file = join(folder, 'draft')
  await writeFile(file, content)
  const { sha256 } = await folderStore(join(folder, 'store')).put(file)
  const at = new Date(Date.now() - ageMs)
  await utimes(join(folder, 'store', sha256.slice(0, 2), sha256.slice(2, 4), sha256), at, at)
  return sha256
}

describe('the sweep of files', () => {
  it('removes what nobody names, unless it was put lately', async () => {
    const store = folderStore(join(folder, 'store'))
    const [lost, fresh, named] = [
      await put('lost', 2 * HOUR_MS),
      await put('fresh', 0),
      await put('named', 2 * HOUR_MS),
    ]
    const task = await world.claimedStoryboard()
    await world.pipeline.start(task)
    await world.pipeline.succeed(task, {
      outcome: 'succeeded',
      artifacts: [{ role: 'any', sha256: named, bytes: 5, mediaType: 'text/plain' }],
      result: { scenes: [{ narration: 'n', visual: 'v', sound: 's', motion: 'still' }] },
      log: [],
      cost: null,
    })

    expect(await sweepFiles(store, world.pipeline, HOUR_MS)).toBe(1)

    expect([await store.has(lost), await store.has(fresh), await store.has(named)]).toEqual([false, true, true])
    expect(await sweepFiles(store, world.pipeline, HOUR_MS)).toBe(0)
  })

  it('finds nothing where nothing was ever put', async () => {
    expect(await sweepFiles(folderStore(join(folder, 'none')), world.pipeline, 0)).toBe(0)
  })
})
