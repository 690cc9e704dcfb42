import { voiceCatalogue } from '@reelyard/core'
import { openPipeline } from '@reelyard/pipeline'
import { checkFfmpeg, databaseUrl, readEspeakTable } from '@reelyard/runtime'
import { startEmbeddedPostgres } from '@reelyard/runtime/postgres'
import { Command } from 'commander'
import { printable, say, type Terminal } from '../terminal.ts'
import type { Run } from './run.ts'

/** Ends with 1 where something is missing. */
export function doctorCommand(run: Run): Command {
  return new Command('doctor').description('Looks whether this machine has all that Reelyard needs.').action(() =>
    run(async (terminal) => {
      let ill = 0
      for (const [what, examine] of Object.entries(EXAMINATIONS)) {
        const { fine, says } = await outcome(examine(terminal.env))
        if (!fine) ill++
        say(terminal.out, `${fine ? 'ok      ' : 'missing '}${what.padEnd(12)}${says}`)
      }
      return ill === 0 ? 0 : 1
    }),
  )
}

/** Each resolves with what it found, or rejects with what is wrong and what to do. */
const EXAMINATIONS: Record<string, (env: Terminal['env']) => Promise<string>> = {
  Node: nodeVersion,
  ffmpeg: checkFfmpeg,
  PostgreSQL: database,
  voices: async (env) =>
    voiceCatalogue(await readEspeakTable(env))
      .map((voice) => voice.id)
      .join(' '),
}

async function nodeVersion(): Promise<string> {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.versions.node
  throw new Error(`Node ${process.versions.node} is too old: start with \`npx --yes pnpm@12.21.0 reelyard doctor\`.`)
}

async function database(env: Terminal['env']): Promise<string> {
  if (env.DATABASE_URL) {
    const options = { applicationName: 'reelyard doctor', housekeeping: false, onError: () => {} }
    const pipeline = await openPipeline({ ...options, databaseUrl: databaseUrl.parse(env.DATABASE_URL) })
    try {
      await pipeline.ping()
    } finally {
      await pipeline.close()
    }
    return 'DATABASE_URL answers, and its schema is up to date'
  }
  const postgres = await startEmbeddedPostgres({ folder: 'temporary' })
  await postgres.stop()
  return 'embedded; DATABASE_URL is not set'
}

async function outcome(examination: Promise<string>): Promise<{ fine: boolean; says: string }> {
  return examination.then(
    (says) => ({ fine: true, says: printable(says) }),
    (error: unknown) => ({ fine: false, says: printable(error instanceof Error ? error.message : String(error)) }),
  )
}
