/** `pnpm model`: holds the pipeline against the model. Prints one JSON line; a failure goes to stderr, made small. */
import { parseArgs } from 'node:util'
import { migrate } from '@reelyard/pipeline'
import postgres from 'postgres'
import { startTestPostgres } from '../support/test-postgres.ts'
import { checkModel, randomSeed, replayLine } from './check.ts'

const USAGE = `pnpm model [--seed N] [--path P] [--commands N]

--seed decides the commands. It is printed, and given again it gives the same ones; only races may end otherwise.
--path runs one sequence of the seed, as a failure names it.
--commands to run, in sequences that each start from nothing. Default: 10000.
`

function readOptions(argv: string[]) {
  const { values } = parseArgs({
    args: argv,
    options: {
      seed: { type: 'string', default: String(randomSeed()) },
      path: { type: 'string' },
      commands: { type: 'string', default: '10000' },
    },
  })
  const [seed, commands] = [Number(values.seed), Number(values.commands)]
  if (!Number.isInteger(seed) || !(commands >= 1)) throw new RangeError('A number is none, or too small.')
  return { seed, commands, path: values.path ?? null }
}

function optionsOrUsage(): ReturnType<typeof readOptions> {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
    return process.exit(64)
  }
}

/** A migrated database of this process's own, on a server that may serve others. */
async function createDatabase(serverUrl: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `model_${process.pid}`
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  await migrate(url.href)
  return {
    url: url.href,
    drop: async () => {
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}

const options = optionsOrUsage()
process.stderr.write(`seed ${options.seed}\n`)
const server = await startTestPostgres()
try {
  const database = await createDatabase(server.url)
  const { failure, ...report } = await checkModel(database.url, options)
  await database.drop()
  process.stdout.write(`${JSON.stringify({ ...report, failed: failure !== null })}\n`)
  if (failure) {
    process.exitCode = 1
    const again = replayLine(options.seed, failure.path)
    process.stderr.write(`${failure.log.join('\n')}\n\n${failure.sentence}\n\nAgain: ${again}\n`)
  }
} finally {
  await server.stop()
}
