/** JSON files that a person names on the command line. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CommandError } from './command-error.ts'
import { EXIT } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** Throws CommandError where the file is missing or holds no JSON. */
export async function readJsonFile(path: string, { cwd }: Pick<Terminal, 'cwd'>): Promise<unknown> {
  const text = await readFile(resolve(cwd, path), 'utf8').catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : message
    throw new CommandError(`${path} cannot be read: ${why}.`, EXIT.refused, { cause: error })
  })
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch (error) {
    throw new CommandError(`${path} holds no JSON: ${(error as Error).message}.`, EXIT.refused, { cause: error })
  }
}
