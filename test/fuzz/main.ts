/** `pnpm fuzz [--requests N] [--seed S]`: prints one JSON line. */
import { parseArgs } from 'node:util'
import { migrate } from '@reelyard/pipeline'
import { startTestPostgres } from '../support/test-postgres.ts'
import { fuzz } from './fuzz.ts'
import { openFuzzWorld } from './world.ts'

const { values } = parseArgs({ options: { requests: { type: 'string' }, seed: { type: 'string' } } })
const requests = Number(values.requests ?? 100_000)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))

const postgres = await startTestPostgres()
try {
  await migrate(postgres.url)
  const world = await openFuzzWorld(postgres.url)
  try {
    process.stderr.write(`seed ${seed}\n`)
    const start = performance.now()
    const { faults, ...report } = await fuzz({ ...world, requests, seed })
    const logged = world.faults().length
    for (const fault of faults) process.stderr.write(`\n${fault}\n`)
    const seconds = Math.round((performance.now() - start) / 1_000)
    process.stdout.write(
      `${JSON.stringify({ fuzz: 'api', seed, ...report, faults: faults.length, logged, seconds })}\n`,
    )
    process.exitCode = faults.length + logged === 0 ? 0 : 1
  } finally {
    await world.close()
  }
} finally {
  await postgres.stop()
}
