/** The sentence of a fault: names the field, says what is allowed and what was found. */
import type { FaultCode } from './fault.ts'

/** What the faulty input is, as a sentence begins with it. */
export type Subject = 'order' | 'query' | 'body'

/** As much of a zod issue as a sentence can use. */
interface Facts {
  path: readonly PropertyKey[]
  /** For a fault that no sentence here fits. */
  message: string
  input?: unknown
  expected?: string
  minimum?: number | bigint
  maximum?: number | bigint
  values?: readonly unknown[]
  params?: Record<string, unknown> | undefined
}

/** Longest piece of somebody's text that a sentence repeats. */
const QUOTED = 60

/** A sentence for people. */
export function sentenceOf(code: FaultCode, facts: Facts, subject: Subject): string {
  const field = nameOf(facts.path, subject)
  return `${field[0]?.toUpperCase()}${field.slice(1)} ${predicate(code, facts)}.`
}

function predicate(code: FaultCode, facts: Facts): string {
  const { input, maximum, minimum } = facts
  switch (code) {
    case 'required':
      return 'is missing'
    case 'wrong_type':
      return `must be ${typeName(facts)}, but is ${found(input)}`
    case 'unknown_field':
      return 'is not a field that is known here'
    case 'empty':
      return 'must not be empty'
    case 'too_long':
      return `has ${count(lengthOf(input), 'character')}; the limit is ${number(maximum)}`
    case 'too_many':
      return `has ${count(lengthOf(input), 'entry')}; the limit is ${number(maximum)}`
    case 'too_few':
      return `has ${count(lengthOf(input), 'entry')}; there must be at least ${number(minimum)}`
    case 'too_big':
      return `must be at most ${number(maximum)}, but is ${quoted(input)}`
    case 'too_small':
      return `must be at least ${number(minimum)}, but is ${quoted(input)}`
    case 'control_characters':
      return `holds ${intruder(input)}, which no text may hold`
    case 'unknown_value':
      return `must be one of ${(facts.values ?? []).join(', ')}, but is ${quoted(input)}`
    default:
      return facts.message
  }
}

/** `'narration' of scene 4`; people count scenes from 1. */
function nameOf(path: readonly PropertyKey[], subject: Subject): string {
  const [first, index, ...rest] = path
  if (first === undefined) return `the ${subject}`
  if (first !== 'scenes' || typeof index !== 'number') return quoted(path.join('.'))
  const scene = `scene ${index + 1}`
  return rest.length === 0 ? scene : `${quoted(rest.join('.'))} of ${scene}`
}

function typeName({ expected, values }: Facts): string {
  if (values) return `one of ${values.join(', ')}`
  const names: Record<string, string> = { string: 'text', array: 'a list', object: 'an object', number: 'a number' }
  return names[expected ?? ''] ?? `a ${expected ?? 'different type'}`
}

function found(input: unknown): string {
  if (input === null) return 'null'
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'number' || typeof input === 'boolean') return String(input)
  return { string: 'text', object: 'an object' }[typeof input as string] ?? typeof input
}

/** The first character that may not be in a text, and where it is. */
function intruder(input: unknown): string {
  const at = typeof input === 'string' ? input.search(UNPRINTABLE) : -1
  if (at < 0) return 'control characters'
  const character = String(input).charCodeAt(at)
  const kind = character >= 0xd800 ? 'half of a surrogate pair' : 'a control character'
  return `${kind} (U+${character.toString(16).toUpperCase().padStart(4, '0')}) at position ${at + 1}`
}

/** Control characters but tab, line feed and carriage return; lone surrogates, which no UTF-8 text can hold. */
export const UNPRINTABLE = /(?![\t\n\r])\p{Cc}|\p{Surrogate}/u

function quoted(value: unknown): string {
  const text = String(value)
    .toWellFormed()
    .replace(/\p{Cc}/gu, '\uFFFD')
  return text.length > QUOTED ? `'${text.slice(0, QUOTED).toWellFormed()}…'` : `'${text}'`
}

function lengthOf(input: unknown): number {
  return typeof input === 'string' || Array.isArray(input) ? input.length : 0
}

function count(many: number, unit: 'character' | 'entry'): string {
  const plural = { character: 'characters', entry: 'entries' }[unit]
  return `${number(many)} ${many === 1 ? unit : plural}`
}

function number(value: number | bigint | undefined): string {
  return (value ?? 0).toLocaleString('en-US')
}
