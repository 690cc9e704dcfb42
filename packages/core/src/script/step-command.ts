/** How a channel names its own tool for a step: an argv template and the files that the tool leaves behind. */
import { z } from 'zod'
import { isKnownPlaceholder, templatePlaceholders } from './argv-template.ts'
import { isDeclarable } from './environment.ts'

/** A script may not outlast its job: pg-boss ends an active one after 24 hours. */
const LONGEST_SCRIPT_SECONDS = 23 * 3_600

/** Role of the output → the plain file name that the tool writes in the scratch folder. */
export type DeclaredOutputs = Readonly<Record<string, { file: string; mediaType: string }>>

/** What a channel's `commands` hold for a step; `docs/scripts.md` explains it to its writer. */
export interface StepCommand {
  /** Program and arguments; placeholders are described at `renderArgv`. The program holds none but `{{scripts}}`. */
  argv: string[]
  /**
   * What the tool leaves behind. Empty for a script that speaks the protocol and names its outputs in `output.json`:
   * one that declares outputs finds its stdin closed, and gets no answer to a checkpoint.
   */
  outputs: Record<string, { file: string; mediaType: string }>
  /** Names of variables and secrets that the tool gets besides the allow-list. */
  environment?: string[] | undefined
  timeoutSeconds?: number | undefined
}

/** Roles of files: lower case, digits and `_`. */
export const roleSchema = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower case letters, digits and _')

/** A media type, with or without parameters. */
export const mediaTypeSchema = z
  .string()
  .max(127)
  .regex(/^[\w.+-]+\/[\w.+-]+(; ?[\w.+-]+=[\w.+-]+)*$/, 'must be a media type')

const fileNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be a plain file name')
  .refine((name) => name !== 'input.json' && name !== 'output.json', 'is a name of the script protocol')

const argumentSchema = z
  .string()
  .max(10_000)
  .refine((text) => !text.includes('\0'), 'must not hold a null byte')

/** Checks a command when it is configured, so that no task finds out later that it can never run. */
export const stepCommandSchema = z
  .strictObject({
    argv: z.array(argumentSchema).min(1).max(200),
    outputs: z.record(roleSchema, z.strictObject({ file: fileNameSchema, mediaType: mediaTypeSchema })),
    environment: z.array(z.string().refine(isDeclarable, 'cannot be given to a script')).max(50).optional(),
    timeoutSeconds: z.number().positive().max(LONGEST_SCRIPT_SECONDS).optional(),
  })
  .superRefine((command, context) => {
    for (const fault of faultsOf(command)) context.addIssue({ code: 'custom', ...fault })
  })

type Fault = { path: string[]; message: string }

function faultsOf(command: StepCommand): Fault[] {
  const [program = ''] = command.argv
  const faults: Fault[] = []
  if (program === '' || templatePlaceholders([program]).some((name) => name !== 'scripts')) {
    faults.push({ path: ['argv'], message: 'must begin with a program, which no placeholder but {{scripts}} may name' })
  }
  for (const name of templatePlaceholders(command.argv)) {
    const role = name.startsWith('output.') ? name.slice('output.'.length) : null
    if (role === null ? isKnownPlaceholder(name) : Object.hasOwn(command.outputs, role)) continue
    faults.push({ path: ['argv'], message: `has a placeholder that stands for nothing: {{${name}}}` })
  }
  const files = Object.values(command.outputs).map((output) => output.file)
  if (new Set(files).size < files.length) faults.push({ path: ['outputs'], message: 'must not name a file twice' })
  return faults
}
