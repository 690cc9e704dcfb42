/** Checking the files that a script says it made. */
import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'
import type { OutputFile } from '../protocol.ts'

/** Why what a script made is not taken. */
export interface OutputFault {
  outcome: 'temporary' | 'permanent'
  code: 'invalid_output' | 'missing_output' | 'output_outside_folder' | 'output_unreadable'
  message: string
}

/** The first fault among the files; null where each is a regular file whose real path lies within the folder. */
export async function findFault(folder: string, files: readonly OutputFile[]): Promise<OutputFault | null> {
  const home = await realpath(folder).catch(() => folder)
  for (const file of files) {
    const fault = await faultOf(home, file)
    if (fault) return fault
  }
  return null
}

async function faultOf(home: string, { role, path }: OutputFile): Promise<OutputFault | null> {
  const named = `The output '${role}' (${path})`
  const outside: OutputFault = {
    outcome: 'permanent',
    code: 'output_outside_folder',
    message: `${named} lies outside the scratch folder.`,
  }
  if (isOutside(path)) return outside
  try {
    const real = await realpath(join(home, path))
    if (isOutside(relative(home, real))) return outside
    if ((await stat(real)).isFile()) return null
    return { outcome: 'permanent', code: 'invalid_output', message: `${named} is not a regular file.` }
  } catch (error) {
    const { message } = error as Error
    return { outcome: 'temporary', code: 'missing_output', message: `${named} is not there: ${message}` }
  }
}

/** Of a path that is relative to the folder. */
function isOutside(path: string): boolean {
  return isAbsolute(path) || path.split(/[/\\]/).includes('..') || path.includes('\0')
}
