/** Input digests: a task whose digest equals that of an earlier success runs nothing and takes its artifacts. */
import { createHash } from 'node:crypto'

/** JSON with sorted keys, so that equal values have equal text. Undefined members are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : member,
  )
}

/** What decides what a task makes; nothing else may change it. */
export interface DigestParts {
  step: string
  /** Version of the built-in step, or the command that stands in for it. */
  implementation: unknown
  parameters: unknown
  /** The files that it reads, in any order. */
  inputs: readonly { role: string; step: string; scene: number | null; sha256: string }[]
}

/** SHA-256 in hex over all that decides what a task makes. */
export function inputDigest({ step, implementation, parameters, inputs }: DigestParts): string {
  const files = inputs.map((file) => `${file.step}/${file.scene ?? ''}/${file.role}/${file.sha256}`).sort()
  return createHash('sha256').update(canonicalJson({ step, implementation, parameters, files })).digest('hex')
}
