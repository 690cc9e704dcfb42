import { FAULTS_MOST, jsonPointer, type Fault } from './fault.ts'
import { sentenceOf, UNPRINTABLE } from './fault-sentence.ts'

/** A fault for each text within a JSON value that holds what no text may hold, the first FAULTS_MOST of them. */
export function textFaults(value: unknown): Fault[] {
  const faults: Fault[] = []
  look(value, [], faults)
  return faults.slice(0, FAULTS_MOST)
}

function look(value: unknown, path: readonly string[], faults: Fault[]): void {
  if (faults.length >= FAULTS_MOST) return
  if (typeof value === 'string' && UNPRINTABLE.test(value)) {
    const message = sentenceOf('control_characters', { path, message: '', input: value }, 'body')
    faults.push({ pointer: jsonPointer(path), code: 'control_characters', message })
  } else if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) look(member, [...path, name], faults)
  }
}
