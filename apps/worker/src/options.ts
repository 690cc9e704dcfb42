/** The worker's command line and environment. */
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  INPUT_MB,
  isStepName,
  LEASE_SECONDS,
  LEASE_SECONDS_MAX,
  SLOTS,
  STEP_NAMES,
  type StepName,
} from '@reelyard/core'
import { artifactsFolder, databaseUrl, logLevel, readEnvironment, secretKeys } from '@reelyard/runtime'
import { Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { EVENT_DAYS } from './sweeper.ts'

export interface CommandLine {
  name: string
  concurrency: number
  maxInputMb: number
  steps: readonly StepName[]
  leaseSeconds: number
  pollSeconds: number
  drainSeconds: number
  listen: boolean
}

/** Absolute from here on: scripts run in folders of their own. */
const folder = z.string().transform((path) => resolve(path))

const environmentSchema = z.object({
  DATABASE_URL: databaseUrl,
  REELYARD_ARTIFACTS_DIR: artifactsFolder.transform((path) => resolve(path)),
  REELYARD_SCRATCH_DIR: folder.default(join(tmpdir(), 'reelyard-scratch')),
  REELYARD_SCRIPTS_DIR: folder.optional(),
  REELYARD_PUBLISH_DIR: folder.optional(),
  REELYARD_SECRET_KEYS: secretKeys,
  REELYARD_EVENT_DAYS: z.coerce.number().min(0.01).max(365).default(EVENT_DAYS).describe('0.01 to 365'),
  LOG_LEVEL: logLevel,
})

export type Environment = Readonly<z.infer<typeof environmentSchema>>

/** Throws EnvironmentError. */
export function readWorkerEnvironment(source: Record<string, string | undefined>): Environment {
  return readEnvironment(environmentSchema, source)
}

/** Ends the process with a sentence on a bad argument. */
export function readCommandLine(argv: readonly string[], source: Record<string, string | undefined>): CommandLine {
  const command = new Command('worker')
    .description('Claims tasks, runs their scripts, settles.')
    .option(
      '--name <name>',
      'as it stands in logs and in the history',
      plainName,
      plainName(source.RAILWAY_SERVICE_NAME || 'worker'),
    )
    .option('--concurrency <n>', 'tasks in flight', wholeWithin(1, 100), SLOTS)
    .option('--max-input-mb <n>', 'megabytes of task input in flight', within(0.001, 1_000_000), INPUT_MB)
    .option('--steps <steps>', `all, or some of ${STEP_NAMES.join(',')}`, stepList, [...STEP_NAMES])
    .option(
      '--lease-seconds <n>',
      'how long a claim holds without a heartbeat',
      within(1, LEASE_SECONDS_MAX),
      LEASE_SECONDS,
    )
    .option('--poll-seconds <n>', 'backstop poll for missed wake-ups', within(0.1, 3_600), 2)
    .option('--drain-seconds <n>', 'how long running scripts may go on after SIGTERM', within(0, 86_400), 100)
    .option('--no-listen', 'find work by the poll only')
  return command.parse(argv).opts<CommandLine>()
}

function within(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`)
  }
}

function wholeWithin(least: number, most: number) {
  const parse = within(least, most)
  return (text: string): number => {
    const value = parse(text)
    if (Number.isInteger(value)) return value
    throw new InvalidArgumentError('It must be a whole number.')
  }
}

function plainName(text: string): string {
  if (/^[\w.-]{1,100}$/.test(text)) return text
  throw new InvalidArgumentError('It must be letters, digits and _ . -, 100 at most.')
}

function stepList(text: string): readonly StepName[] {
  if (text === 'all') return STEP_NAMES
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !isStepName(name))
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no step '${unknown.join("', '")}'.`)
  return names.filter(isStepName)
}
