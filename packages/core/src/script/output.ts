/** Reading `output.json` as what it is: something that a stranger wrote. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ScriptOutput } from '../protocol.ts'
import { findFault, type OutputFault } from './output-files.ts'
import { mediaTypeSchema, roleSchema, type DeclaredOutputs } from './step-command.ts'

const MAX_BYTES = 1024 * 1024
const MAX_RESULT_BYTES = 256 * 1024
const MAX_RETRY_AFTER_SECONDS = 30 * 86_400

/** What stands in `output.json`. */
export type WrittenOutput =
  | { kind: 'absent' }
  | { kind: 'invalid'; message: string }
  | { kind: 'valid'; output: ScriptOutput }

/** What a script made, or why it is not taken. */
export type CollectedOutput = { output: ScriptOutput; fault?: never } | { output?: never; fault: OutputFault }

const outputSchema = z.object({
  outputs: z.array(z.object({ role: roleSchema, path: z.string().min(1).max(1024), mediaType: mediaTypeSchema })),
  result: z
    .record(z.string(), z.unknown())
    .refine(isSmall, `must be at most ${MAX_RESULT_BYTES} bytes`)
    .exactOptional(),
  error: z
    .object({
      code: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be snake_case'),
      message: z.string(),
      retriable: z.boolean(),
      retryAfterSeconds: z.number().min(0).max(MAX_RETRY_AFTER_SECONDS).exactOptional(),
    })
    .exactOptional(),
}) satisfies z.ZodType<ScriptOutput>

/** Reads and checks `output.json`, but not yet the files that it names. Never throws. */
export async function readOutput(folder: string): Promise<WrittenOutput> {
  try {
    const text = await readBounded(join(folder, 'output.json'))
    const parsed = outputSchema.safeParse(JSON.parse(text))
    if (parsed.success) return { kind: 'valid', output: parsed.data }
    return { kind: 'invalid', message: `output.json is not valid: ${z.prettifyError(parsed.error)}` }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'absent' }
    return {
      kind: 'invalid',
      message: `output.json cannot be read: ${error instanceof Error ? error.message : String(error)}`,
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
