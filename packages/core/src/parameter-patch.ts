/** A person's change of what a task is told: a JSON merge patch (RFC 7396) that may only change what is there. */
import { FAULTS_MOST, jsonPointer, type Fault } from './fault.ts'

/** Longest text that a change may bring, in UTF-16 units. */
const LONGEST_TEXT = 10_000

/** Largest parameters after the change, in bytes of JSON. */
const LARGEST_BYTES = 262_144

export type PatchedParameters =
  | { parameters: Record<string, unknown>; faults?: never }
  | { parameters?: never; faults: Fault[] }

/**
 * The parameters with `patch` merged in. Each member that it names must be there and keep its JSON type; nothing can be added
 * or removed; an array is replaced as a whole. `pointer` of a fault is into the patch. Never throws.
 */
export function patchParameters(parameters: Record<string, unknown>, patch: unknown): PatchedParameters {
  if (bytesOf(patch) > LARGEST_BYTES) return { faults: [TOO_LARGE] }
  const faults: Fault[] = []
  const merged = merge(parameters, patch, [], faults)
  if (faults.length === 0 && bytesOf(merged) > LARGEST_BYTES) faults.push(TOO_LARGE)
  return faults.length > 0
    ? { faults: faults.slice(0, FAULTS_MOST) }
    : { parameters: merged as Record<string, unknown> }
}

const TOO_LARGE = {
  pointer: '',
  code: 'too_long',
  message: `The parameters have at most ${LARGEST_BYTES} bytes, and are not nested without end.`,
}

/** Infinity for what is no JSON: nested deeper than the stack, or in itself. */
function bytesOf(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value) ?? '')
  } catch {
    return Infinity
  }
}

function merge(old: unknown, patch: unknown, path: readonly string[], faults: Fault[]): unknown {
  const [wanted, given] = [kindOf(old), kindOf(patch)]
  if (wanted !== given) {
    const message = `It must be of the type ${wanted}, but is ${given}.`
    faults.push({ pointer: jsonPointer(path), code: 'wrong_type', message })
    return old
  }
  if (wanted === 'object') return mergeMembers(old as object, patch as object, path, faults)
  checkValue(patch, path, faults)
  return patch
}

/** What stands in an array is taken as it is, whatever stood there before. */
function checkValue(value: unknown, path: readonly string[], faults: Fault[]): void {
  if (typeof value === 'string') checkText(value, jsonPointer(path), faults)
  else if (typeof value === 'number' && !Number.isFinite(value)) {
    faults.push({ pointer: jsonPointer(path), code: 'wrong_type', message: 'It must be a finite number.' })
  } else if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) checkValue(member, [...path, key], faults)
  }
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

function checkText(text: string, pointer: string, faults: Fault[]): void {
  if (text.length > LONGEST_TEXT) {
    faults.push({ pointer, code: 'too_long', message: `A text has at most ${LONGEST_TEXT} characters.` })
  }
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) || !text.isWellFormed()) {
    faults.push({ pointer, code: 'control_characters', message: 'It must hold no control characters.' })
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
