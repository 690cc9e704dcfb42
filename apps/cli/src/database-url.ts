/** The database of commands that work on it directly. */
import { databaseUrl, readEnvironment } from '@reelyard/runtime'
import { z } from 'zod'
import { homeOf } from './project.ts'
import type { Terminal } from './terminal.ts'
import { readPlace } from './up/kept.ts'

const environment = z.object({ DATABASE_URL: databaseUrl })

/** DATABASE_URL, or that of the `up` that runs on this machine. Throws EnvironmentError where there is neither. */
export async function databaseUrlOf(env: Terminal['env']): Promise<string> {
  const local = env.DATABASE_URL ? null : await readPlace(homeOf(env))
  return readEnvironment(environment, local ? { ...env, DATABASE_URL: local.databaseUrl } : env).DATABASE_URL
}
