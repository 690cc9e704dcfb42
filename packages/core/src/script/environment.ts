/** What a script sees of the worker's environment: next to nothing. */

/** Ours, or a way to the database: never a script's. */
const WITHHELD = /^(DATABASE_URL|.+_DATABASE_URL|PG[A-Z]+|REELYARD_.+)$/
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Whether a step may declare this variable. */
export function isDeclarable(name: string): boolean {
  return VARIABLE.test(name) && !WITHHELD.test(name)
}

/**
 * The environment of a script: PATH, a fixed language and time zone, the scratch folder as home and temporary folder,
 * and what the step declares, taken from `source`. Declared names win (a tool that keeps a cache at home declares
 * HOME); a name that `source` lacks is left out, and one that no script may see (`isDeclarable`) is too.
 */
export function scriptEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  declared: readonly string[],
  folder: string,
): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: source.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: folder,
    TMPDIR: folder,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
  }
  for (const name of declared.filter(isDeclarable)) {
    const value = source[name]
    if (value !== undefined) environment[name] = value
  }
  return environment
}
