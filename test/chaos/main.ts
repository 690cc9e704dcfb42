/** `pnpm chaos`: real processes under real faults. Prints one JSON line a scenario; what happens meanwhile goes to stderr. */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { failuresOf } from './report.ts'
import { FAULTS_MS, LONGEST_MS, runScenario } from './run.ts'
import { SCENARIO_NAMES, type ScenarioName } from './scenarios.ts'

/** Some 1,000 tasks. */
const LONG_VIDEOS = 56

const USAGE = `pnpm chaos [--scenario NAME] [--seed N] [--videos N] [--lease-seconds N] [--keep]

Scenarios: ${SCENARIO_NAMES.join(', ')}. Without a name, all of them, one after the other.
--seed decides the moments and victims of the faults; it is printed, and given again it gives the same sequence.
--videos sizes the load, at 18 tasks a video. Default: ${LONG_VIDEOS}.
--lease-seconds of the workers. Default: 3.
--keep leaves the folder with logs and data where it is.
--help prints this.

Faults stop after ${FAULTS_MS / 1_000} s; a run gives up after ${LONGEST_MS / 1_000} s, and what is not done by then counts as stuck.
clock-jump shifts the JavaScript clocks of one process (main thread and heartbeat); the machine's own clock stays.
Ends with 0 where all is as it must be, 1 where not, 64 on a bad option, 130 where it was interrupted.
`

function readOptions(argv: string[]) {
  const { values } = parseArgs({
    args: argv,
    options: {
      scenario: { type: 'string' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      videos: { type: 'string', default: String(LONG_VIDEOS) },
      'lease-seconds': { type: 'string', default: '3' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return process.exit(0)
  }
  const { scenario } = values
  const chosen = SCENARIO_NAMES.filter((name) => scenario === undefined || name === scenario)
  const [seed, videos, leaseSeconds] = [values.seed, values.videos, values['lease-seconds']].map(Number)
  if (chosen.length === 0) throw new RangeError(`There is no scenario '${scenario}'.`)
  if (!Number.isInteger(seed) || !(Number(videos) >= 1) || !(Number(leaseSeconds) >= 1))
    throw new RangeError('A number is none, or too small.')
  return { chosen, seed: Number(seed), videos: Number(videos), leaseSeconds: Number(leaseSeconds), keep: values.keep }
}

function optionsOrUsage() {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
    return process.exit(64)
  }
}

/** Other than our own output and what waits for signals: what is named here should have been closed. */
function leftOpen(): string[] {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP') || name === 'ProcessWrap')
}

const { chosen, ...options } = optionsOrUsage()
const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort())
const say = (line: string) => void process.stderr.write(`${line}\n`)

async function runOne(scenario: ScenarioName): Promise<boolean> {
  say(`${scenario}, seed ${options.seed}`)
  const report = await runScenario({ ...options, form: 'long', scenario, say, signal: interruption.signal })
  process.stdout.write(`${JSON.stringify(report)}\n`)
  const failures = failuresOf(report, true)
  if (failures.length > 0) say(`${scenario} failed: ${failures.join(', ')}. Again with --seed ${options.seed}.`)
  return failures.length === 0
}

try {
  for (const scenario of chosen) if (!(await runOne(scenario))) process.exitCode = 1
} catch (error) {
  if (!interruption.signal.aborted) throw error
  process.exitCode = 130
}

if (leftOpen().length > 0) say(`Still open: ${leftOpen().join(', ')}.`)
// All that was started has been stopped: nothing that is still open may keep this process.
process.exit()
