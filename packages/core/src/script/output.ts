/** Reading `output.json` as what it is: something that a stranger wrote. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ScriptError, ScriptOutput } from '../protocol.ts'
import { isDeeperThan } from './json-depth.ts'
import { findFault, type OutputFault } from './output-files.ts'
import { LONGEST_RETRY_AFTER_SECONDS } from './retry-after.ts'
import { mediaTypeSchema, roleSchema, type DeclaredOutputs } from './step-command.ts'

const MAX_BYTES = 1024 * 1024
const MAX_RESULT_BYTES = 256 * 1024
/** Of the whole document; its parsers, and those of Postgres, recurse. */
const MAX_DEPTH = 100
const MAX_OUTPUTS = 1000
/** Faults of `output.json` that are named; it may have a million. */
const MAX_ISSUES = 5

/** What stands in `output.json`. */
export type WrittenOutput =
  | { kind: 'absent' }
  | { kind: 'invalid'; message: string }
  | { kind: 'unreadable'; message: string }
  | { kind: 'valid'; output: ScriptOutput }

/** What a script made, or why it is not taken. */
export type CollectedOutput = { output: ScriptOutput; fault?: never } | { output?: never; fault: OutputFault }

const fileSchema = z.object({ role: roleSchema, path: z.string().min(1).max(1024), mediaType: mediaTypeSchema })

const outputSchema = z.object({
  // In a pipe, since the number must be known to be small before each file is looked at.
  outputs: z.array(z.unknown()).max(MAX_OUTPUTS).pipe(z.array(fileSchema)),
  result: z
    .record(z.string(), z.unknown())
    .refine(isSmall, `must be at most ${MAX_RESULT_BYTES} bytes`)
    .exactOptional(),
  error: z
    .object({
      code: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be snake_case'),
      message: z.string(),
      retriable: z.boolean().exactOptional(),
      httpStatus: z.number().exactOptional(),
      retryAfterSeconds: z.number().min(0).max(LONGEST_RETRY_AFTER_SECONDS).exactOptional(),
      // A stranger's word in a stranger's hand: whatever it is, it fails nothing.
      retryAfter: z.unknown().transform(headerText).exactOptional(),
    })
    .refine(isClassed, 'must have retriable or httpStatus')
    .exactOptional(),
}) satisfies z.ZodType<ScriptOutput>

/** Faults in reading for which the script can do nothing. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EIO', 'ENOMEM', 'ENOSPC', 'EAGAIN', 'ESTALE'])

/** Reads and checks `output.json`, but not yet the files that it names. Never throws. */
export async function readOutput(folder: string): Promise<WrittenOutput> {
  try {
    const text = await readBounded(join(folder, 'output.json'))
    if (isDeeperThan(MAX_DEPTH, text)) throw new Error(`nested more than ${MAX_DEPTH} levels deep`)
    const parsed = outputSchema.safeParse(JSON.parse(text))
    if (parsed.success) return { kind: 'valid', output: parsed.data }
    return { kind: 'invalid', message: `output.json is not valid: ${firstIssues(parsed.error)}` }
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { kind: 'absent' }
    return {
      kind: OF_THE_MACHINE.has(code) ? 'unreadable' : 'invalid',
      message: `output.json cannot be read: ${message}`,
    }
  }
}

/**
 * The output of a script that ended well. A script that wrote no `output.json` is a tool whose outputs were declared,
 * or one that forgot to.
 */
export async function collectOutput(
  folder: string,
  written: WrittenOutput,
  declared: DeclaredOutputs | undefined,
): Promise<CollectedOutput> {
  if (written.kind === 'invalid')
    return { fault: { outcome: 'permanent', code: 'invalid_output', message: written.message } }
  if (written.kind === 'unreadable')
    return { fault: { outcome: 'temporary', code: 'output_unreadable', message: written.message } }
  if (written.kind === 'absent' && !declared) {
    return { fault: { outcome: 'temporary', code: 'missing_output', message: 'The script wrote no output.json.' } }
  }
  const output = written.kind === 'valid' ? written.output : declaredOutput(declared ?? {})
  const fault = await findFault(folder, output.outputs)
  return fault ? { fault } : { output }
}

function declaredOutput(declared: DeclaredOutputs): ScriptOutput {
  return { outputs: Object.entries(declared).map(([role, { file, mediaType }]) => ({ role, path: file, mediaType })) }
}

function isSmall(result: Record<string, unknown>): boolean {
  return Buffer.byteLength(JSON.stringify(result)) <= MAX_RESULT_BYTES
}

function isClassed(error: Pick<ScriptError, 'retriable' | 'httpStatus'>): boolean {
  return error.retriable !== undefined || error.httpStatus !== undefined
}

function headerText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function firstIssues({ issues }: z.ZodError): string {
  return z.prettifyError(new z.ZodError(issues.slice(0, MAX_ISSUES)))
}

/** Neither follows a link out of the folder nor waits for a pipe that nobody writes to. */
async function readBounded(path: string): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) throw new Error('not a regular file')
    if (stats.size > MAX_BYTES) throw new Error(`larger than ${MAX_BYTES} bytes`)
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}
