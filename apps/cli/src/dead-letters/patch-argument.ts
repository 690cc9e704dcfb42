import { readJsonFile } from '../json-file.ts'
import type { Terminal } from '../terminal.ts'
import { wrongUse } from '../strict-command.ts'

/** What --parameters was given: JSON itself where it begins with `{`, else a file. Throws CommandError. */
export async function readPatch(
  argument: string | undefined,
  terminal: Pick<Terminal, 'cwd'>,
): Promise<{ parameters?: object }> {
  if (argument === undefined) return {}
  const patch = argument.trimStart().startsWith('{') ? parse(argument) : await readJsonFile(argument, terminal)
  if (typeof patch === 'object' && patch !== null && !Array.isArray(patch)) return { parameters: patch }
  throw wrongUse('--parameters takes a JSON object that holds what is to change.')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw wrongUse(`--parameters holds no JSON: ${(error as Error).message}.`, { cause: error })
  }
}
