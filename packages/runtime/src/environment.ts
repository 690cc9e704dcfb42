import { z } from 'zod'

/** Thrown once for all that is wrong with the environment. Names variables, never their values. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
  readonly code = 'bad_environment'
}

/**
 * Parses the environment into a frozen object, to be passed down. Throws EnvironmentError with all faults at once.
 * A variable that is set to nothing counts as not set.
 */
export function readEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  source: Record<string, string | undefined>,
): Readonly<z.infer<Schema>> {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(set)
  if (parsed.success) return Object.freeze(parsed.data)
  const faults = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.')
    // Words of our own; zod's may repeat the value.
    const why = issue.code === 'custom' && issue.path.length === 1 ? ` ${issue.message}` : ''
    return `${name}: ${name in set ? 'has a wrong value' : 'is not set'}${describe(schema, name)}${why}`
  })
  throw new EnvironmentError(`The environment is not complete.\n  ${[...new Set(faults)].join('\n  ')}`)
}

function describe(schema: z.ZodObject, name: string): string {
  const field = schema.shape[name] as z.ZodType | undefined
  return field?.description ? ` (${field.description})` : ''
}
