/** Finds U+0000, which JSON and URLs can hold and Postgres cannot. */
import { FAULTS_MOST, jsonPointer, type Fault } from '@reelyard/core'

/** One fault for each text, or name of a field, that holds it; up to FAULTS_MOST. */
export function unstorableTexts(value: unknown): Fault[] {
  const faults: Fault[] = []
  look(value, [])
  return faults

  function look(part: unknown, path: readonly PropertyKey[]): void {
    if (faults.length >= FAULTS_MOST) return
    if (typeof part === 'string') {
      if (part.includes('\0')) faults.push(faultAt(path))
    } else if (typeof part === 'object' && part !== null) {
      for (const [name, inner] of Object.entries(part)) {
        if (name.includes('\0')) faults.push(faultAt(path))
        else look(inner, [...path, name])
      }
    }
  }
}

function faultAt(path: readonly PropertyKey[]): Fault {
  const message = `'${path.join('.').slice(0, 60)}' holds the control character U+0000.`
  return { pointer: jsonPointer(path), code: 'control_characters', message }
}
