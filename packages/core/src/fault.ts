/** What is wrong with an input: one entry a fault, for machines (pointer, code) and for people (message). */
import type { z } from 'zod'
import { sentenceOf, type Subject } from './fault-sentence.ts'

/** One thing that is wrong with an input. */
export interface Fault {
  /** JSON pointer (RFC 6901) into the input; '' is the whole. */
  pointer: string
  /** Stable, snake_case: one of FAULT_CODES. */
  code: string
  /** A whole sentence for people. */
  message: string
}

/** Every code that a fault of an order or a query can have. `docs/errors.md` explains each. */
export const FAULT_CODES = [
  'required',
  'wrong_type',
  'unknown_field',
  'empty',
  'too_long',
  'too_few',
  'too_many',
  'too_small',
  'too_big',
  'control_characters',
  'unknown_value',
  'malformed',
  'scenes_or_brief',
  'unknown_channel',
  'unknown_voice',
  'unspeakable_language',
  'voice_language_mismatch',
  'unknown_artifact',
  'not_a_picture',
  'external_id_taken',
  'duplicate_field',
  'forbidden_field',
] as const

/** One of FAULT_CODES. */
export type FaultCode = (typeof FAULT_CODES)[number]

/** Faults named at once: an input that is wrong all over must not give an answer larger than itself. */
export const FAULTS_MOST = 100

/** An RFC 6901 pointer from path segments. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/**
 * Zod's issues in our words, the first FAULTS_MOST of them: one fault for each unknown field, a pointer for each. The
 * schema must have been run with `reportInput: true`, or nothing is known of what was found.
 */
export function faultsOf(error: z.ZodError, subject: Subject = 'order'): Fault[] {
  const faults: Fault[] = []
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys.slice(0, FAULTS_MOST)) faults.push(unknownField(issue.path, key, subject))
    } else {
      const code = codeOf(issue)
      faults.push({ pointer: jsonPointer(issue.path), code, message: sentenceOf(code, issue, subject) })
    }
    if (faults.length >= FAULTS_MOST) break
  }
  return faults.slice(0, FAULTS_MOST)
}

function unknownField(path: readonly PropertyKey[], key: string, subject: Subject): Fault {
  const issue = { path: [...path, key], message: '' }
  return {
    pointer: jsonPointer(issue.path),
    code: 'unknown_field',
    message: sentenceOf('unknown_field', issue, subject),
  }
}

function codeOf(issue: z.core.$ZodIssue): FaultCode {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'required' : 'wrong_type'
    case 'invalid_value':
      if (issue.input === undefined) return 'required'
      return typeof issue.input === 'string' ? 'unknown_value' : 'wrong_type'
    case 'too_big':
      return sizeCode(issue.origin, { array: 'too_many', string: 'too_long' }, 'too_big')
    case 'too_small':
      return sizeCode(issue.origin, { array: 'too_few', string: 'empty' }, 'too_small')
    case 'custom':
      return FAULT_CODES.find((code) => code === issue.params?.code) ?? 'malformed'
    default:
      return 'malformed'
  }
}

function sizeCode(origin: string, codes: Record<string, FaultCode>, ofNumbers: FaultCode): FaultCode {
  return codes[origin] ?? ofNumbers
}
