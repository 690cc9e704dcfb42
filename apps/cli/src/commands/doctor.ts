import { voiceCatalogue } from '@reelyard/core'
import { checkFfmpeg, databaseUrl, readEspeakTable } from '@reelyard/runtime'
import type { Command } from 'commander'
import { EXIT } from '../exit-codes.ts'
import { shownJson } from '../shown.ts'
import { command } from '../strict-command.ts'
import { printable, say, type Terminal } from '../terminal.ts'
import type { Run } from './run.ts'

/** Ends with 1 where something is missing. */
export function doctorCommand(run: Run): Command {
  return command('doctor', {
    description: 'Looks whether this machine has all that Reelyard needs.',
    examples: ['doctor', 'doctor --json'],
  })
    .option('--json', 'print one JSON document', false)
    .action(({ json }: { json: boolean }) =>
      run(async (terminal) => {
        const findings: { what: string; fine: boolean; says: string }[] = []
        for (const [what, examine] of Object.entries(EXAMINATIONS)) {
          const { fine, says } = await outcome(examine(terminal.env))
          findings.push({ what, fine, says })
          if (!json) say(terminal.out, `${fine ? 'ok      ' : 'missing '}${what.padEnd(12)}${says}`)
        }
        if (json) say(terminal.out, shownJson({ findings }))
        return findings.every(({ fine }) => fine) ? EXIT.done : EXIT.failed
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
    const { openPipeline } = await import('@reelyard/pipeline')
    const pipeline = await openPipeline({ ...options, databaseUrl: databaseUrl.parse(env.DATABASE_URL) })
    try {
      await pipeline.ping()
    } finally {
      await pipeline.close()
    }
    return 'DATABASE_URL answers, and its schema is up to date'
  }
  const { startEmbeddedPostgres } = await import('@reelyard/runtime/postgres')
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
