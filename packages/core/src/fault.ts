/** What is wrong with an input: one entry a fault, for machines (pointer, code) and for people (message). */
export interface Fault {
  /** JSON pointer (RFC 6901) into the input; '' is the whole. */
  pointer: string
  /** Stable, snake_case. */
  code: string
  message: string
}

/** An RFC 6901 pointer from path segments. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
