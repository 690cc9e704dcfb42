import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { readEspeakTable } from '@reelyard/runtime'
import { describe, expect, it, onTestFinished } from 'vitest'

describe("eSpeak NG's table of voices", () => {
  it('is empty where the program is missing', async () => {
    expect(await readEspeakTable({ PATH: await folder() })).toBe('')
  })

  it('is what the program prints', async () => {
    expect(await readEspeakTable({ PATH: await folderWith('#!/bin/sh\necho "told $1"\n') })).toBe('told --voices\n')
  })

  it('is empty where the program fails, whatever it has printed', async () => {
    expect(await readEspeakTable({ PATH: await folderWith('#!/bin/sh\necho half of it\nexit 1\n') })).toBe('')
  })
})

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'reelyard-espeak-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

/** A PATH that begins with a program of this text under the name espeak-ng. */
async function folderWith(program: string): Promise<string> {
  const path = await folder()
  await writeFile(join(path, 'espeak-ng'), program)
  await chmod(join(path, 'espeak-ng'), 0o755)
  return [path, process.env.PATH].join(delimiter)
}
