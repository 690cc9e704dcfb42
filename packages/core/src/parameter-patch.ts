/** A person's change of what a task is told: a JSON merge patch (RFC 7396) that may only change what is there. */
import { jsonPointer, type Fault } from './fault.ts'

/** Longest text that a change may bring, in UTF-16 units. */
const LONGEST_TEXT = 10_000

/** Largest parameters after the change, in bytes of JSON. */
const LARGEST_BYTES = 262_144

export type PatchedParameters =
  | { parameters: Record<string, unknown>; faults?: never }
  | { parameters?: never; faults: Fault[] }

/**
 * The parameters with `patch` merged in. Each member that it names must be there and keep its JSON type; nothing can be added
 * or removed. `pointer` of a fault is into the patch. Never throws.
 */
export function patchParameters(parameters: Record<string, unknown>, patch: unknown): PatchedParameters {
  const faults: Fault[] = []
  const merged = merge(parameters, patch, [], faults)
  if (faults.length === 0 && Buffer.byteLength(JSON.stringify(merged)) > LARGEST_BYTES) {
    faults.push({ pointer: '', code: 'too_long', message: `The parameters have at most ${LARGEST_BYTES} bytes.` })
  }
  return faults.length > 0 ? { faults } : { parameters: merged as Record<string, unknown> }
}

function merge(old: unknown, patch: unknown, path: readonly string[], faults: Fault[]): unknown {
  const [wanted, given] = [kindOf(old), kindOf(patch)]
  const pointer = jsonPointer(path)
  if (wanted !== given) {
    faults.push({ pointer, code: 'wrong_type', message: `It must be of the type ${wanted}, but is ${given}.` })
    return old
  }
  if (typeof patch === 'string') return checkText(patch, pointer, faults)
  return wanted === 'object' ? mergeMembers(old as object, patch as object, path, faults) : patch
}

function mergeMembers(old: object, patch: object, path: readonly string[], faults: Fault[]): object {
  const members = Object.entries(patch).flatMap(([key, member]: [string, unknown]) => {
    const inner = [...path, key]
    if (Object.hasOwn(old, key)) return [[key, merge((old as Record<string, unknown>)[key], member, inner, faults)]]
    const message = `There is no such parameter; there are: ${Object.keys(old).join(', ')}.`
    faults.push({ pointer: jsonPointer(inner), code: 'unknown_field', message })
    return []
  })
  return { ...old, ...Object.fromEntries(members) }
}

function checkText(text: string, pointer: string, faults: Fault[]): string {
  if (text.length > LONGEST_TEXT) {
    faults.push({ pointer, code: 'too_long', message: `A text has at most ${LONGEST_TEXT} characters.` })
  }
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) || !text.isWellFormed()) {
    faults.push({ pointer, code: 'control_characters', message: 'It must hold no control characters.' })
  }
  return text
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
