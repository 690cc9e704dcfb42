/**
 * The script protocol, as a script sees it. Everything that a step's executable and the worker say to each other is
 * in this file; it imports nothing but Node and how a brief is split, so that a script starts fast.
 *
 * A script is started with a private scratch folder as its working directory.
 *
 *     input.json   ──▶ script ──▶ output.json + the files that it names
 *                        │
 *                        └─ stdout, one JSON object a line: progress, message, checkpoint, cost; all else is log
 *
 * Whether a failure passes says, in this order: `retriable` of the `error` in output.json; its `httpStatus`, the answer of
 * a provider (408, 425, 429 and 5xx pass, other 4xx do not); the exit code. Exit codes: 0 done; 69 and 75 temporary; 64,
 * 65, 66, 77 and 78 permanent; any other: temporary. When it is tried again says `retryAfterSeconds`, else `retryAfter`,
 * else the channel's schedule.
 */
import { readFile, writeFile } from 'node:fs/promises'

export { narrationsOfBrief, type BriefLimits } from './brief/narrations.ts'
export { spokenSeconds } from './brief/phrases.ts'

/** One file that the worker laid into the scratch folder before the script started. */
export interface InputFile {
  /** What the file is to the step that made it: `image`, `speech`, `clip` … */
  role: string
  /** The step that made it; `order` for a picture that came with the order. */
  step: string
  /** Scene number, from 1; null for a file of the whole video. */
  scene: number | null
  /** Relative to the scratch folder. */
  path: string
  mediaType: string
  bytes: number
  sha256: string
}

/** One task that ran before this one: for reports, never part of the input digest. */
export interface TaskRecord {
  step: string
  scene: number | null
  worker: string | null
  attempt: number
  /** ISO 8601. */
  startedAt: string | null
  /** ISO 8601. */
  finishedAt: string | null
}

/** `input.json`. */
export interface ScriptInput<Parameters = Record<string, unknown>> {
  protocol: 1
  step: string
  /** Scene number, from 1; null where the step works on the whole video. */
  scene: number | null
  video: { id: string; title: string; channel: string }
  task: { id: string; attempt: number }
  parameters: Parameters
  inputs: InputFile[]
  /** What the last attempt sent as `checkpoint`, or null. */
  checkpoint: unknown
  /** What happened so far, for steps that write reports. */
  context: { tasks: TaskRecord[] }
}

/** One file that the script made. */
export interface OutputFile {
  role: string
  /** Relative to the scratch folder; a path that leads out of it is refused. */
  path: string
  mediaType: string
}

/** Why a script gave up, in words that decide what happens next. */
export interface ScriptError {
  /** Stable, snake_case. */
  code: string
  message: string
  /** Whether it may go better next time. May be left out where there is an `httpStatus`. */
  retriable?: boolean | undefined
  /** What a provider answered; decides where `retriable` is not there, see `isTemporaryStatus`. */
  httpStatus?: number | undefined
  /** At most 30 days. Wins over `retryAfter`, and that over the retry schedule. */
  retryAfterSeconds?: number | undefined
  /**
   * A provider's Retry-After header as it came: seconds, or an HTTP date; more than 30 days count as 30. What is neither
   * is ignored.
   */
  retryAfter?: string | null | undefined
}

/** Whether a provider's answer is one that may be another the next time: all but a 4xx, and of these 408, 425 and 429. */
export function isTemporaryStatus(status: number): boolean {
  return status < 400 || status > 499 || status === 408 || status === 425 || status === 429
}

/** `output.json`. */
export interface ScriptOutput {
  outputs: OutputFile[]
  /** Small facts for the plan and for people (≤ 256 KiB); files belong into `outputs`. */
  result?: Record<string, unknown>
  error?: ScriptError
}

/** Pixels and rate of the film's picture. */
export interface FilmFormat {
  width: number
  height: number
  /** Frames a second; a whole number. */
  fps: number
}

/** Exit codes that mean something to the worker, after sysexits.h: 69 and 75 are temporary, 64, 65, 66, 77 and 78 not. */
export const EXIT = {
  ok: 0,
  usage: 64,
  data: 65,
  noInput: 66,
  unavailable: 69,
  temporary: 75,
  denied: 77,
  config: 78,
} as const

/**
 * What a storyboard may hold: scenes, and UTF-16 units of narration in one of them. An order, the storyboard step and
 * what a channel's own storyboard script gives are all held to it.
 */
export const STORYBOARD_LIMITS = { scenes: 200, narration: 2_000 } as const

/**
 * Thrown by a step's code to end the attempt with a stable code; `runStep` turns it into `output.json` and an exit code.
 * Permanent, unless `retriable` or `httpStatus` says otherwise; what the details mean stands at ScriptError.
 */
export class StepError extends Error {
  override readonly name = 'StepError'
  readonly code: string
  readonly retriable: boolean
  readonly httpStatus: number | undefined
  readonly retryAfterSeconds: number | undefined
  readonly retryAfter: string | null | undefined

  constructor(
    code: string,
    message: string,
    details: Omit<ScriptError, 'code' | 'message'> & { cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause })
    const { httpStatus, retriable = httpStatus !== undefined && isTemporaryStatus(httpStatus) } = details
    this.code = code
    this.retriable = retriable
    this.httpStatus = httpStatus
    this.retryAfterSeconds = details.retryAfterSeconds
    this.retryAfter = details.retryAfter
  }
}

/** Tells the worker how far the script is, 0 to 1, with an optional sentence for people. */
export function reportProgress(progress: number, message?: string): void {
  process.stdout.write(`${JSON.stringify(message === undefined ? { progress } : { progress, message })}\n`)
}

/** The input files of one role, in scene order. */
export function inputsOf(input: ScriptInput<unknown>, role: string): InputFile[] {
  return input.inputs.filter((file) => file.role === role).sort((a, b) => (a.scene ?? 0) - (b.scene ?? 0))
}

/** The one input file of a role; throws StepError `missing_input`. */
export function inputOf(input: ScriptInput<unknown>, role: string): InputFile {
  const [file] = inputsOf(input, role)
  if (!file) throw new StepError('missing_input', `The input has no file of the role '${role}'.`)
  return file
}

/**
 * The frame of every built-in step: reads `input.json`, runs `work`, writes `output.json`, sets the exit code.
 * A StepError ends with its code; any other error is temporary, since a bug may be the machine's and not the input's.
 */
export async function runStep<Parameters>(
  work: (input: ScriptInput<Parameters>) => Promise<ScriptOutput>,
): Promise<void> {
  try {
    const input = JSON.parse(await readFile('input.json', 'utf8')) as ScriptInput<Parameters>
    await writeFile('output.json', JSON.stringify(await work(input), null, 2))
  } catch (error) {
    await writeFile('output.json', JSON.stringify({ outputs: [], error: describe(error) }, null, 2))
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = error instanceof StepError && !error.retriable ? EXIT.data : EXIT.temporary
  }
}

function describe(error: unknown): ScriptError {
  if (error instanceof StepError) {
    const { code, message, retriable, httpStatus, retryAfterSeconds, retryAfter } = error
    return { code, message, retriable, httpStatus, retryAfterSeconds, retryAfter }
  }
  return { code: 'step_crashed', message: error instanceof Error ? error.message : String(error), retriable: true }
}
