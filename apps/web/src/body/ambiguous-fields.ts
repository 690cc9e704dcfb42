/**
 * Finds fields that JSON.parse lets pass: those named twice, of which it keeps the last, and those that reach
 * prototypes.
 */
import { FAULTS_MOST, jsonPointer, type Fault } from '@reelyard/core'

const FORBIDDEN = ['__proto__', 'constructor', 'prototype']

/** A string, or a character that opens, closes or parts. All else (numbers, words, blanks) is passed over. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g

/** An order has three levels and names of at most ten letters. Without bounds, pointers could outgrow the body. */
const LIMITS = { levels: 32, name: 200 }

interface Level {
  /** Names seen in this object; null in an array. */
  names: Set<string> | null
  /** The field or index that is being read. */
  at: string | number
  /** In an object: whether the next string is a name. */
  expectsName: boolean
}

/** `text` must be JSON that parses. Up to FAULTS_MOST faults; nothing is looked for behind one that is out of bounds. */
export function ambiguousFields(text: string): Fault[] {
  const faults: Fault[] = []
  const levels: Level[] = []
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1)
    const outOfBounds = boundsFault(token, levels)
    if (outOfBounds) return [...faults, outOfBounds]
    if (token === '{') levels.push({ names: new Set(), at: '', expectsName: true })
    else if (token === '[') levels.push({ names: null, at: 0, expectsName: false })
    else if (token === '}' || token === ']') levels.pop()
    else if (token === ',') goOn(level)
    else if (level?.expectsName) {
      const fault = readName(level, JSON.parse(token) as string, levels)
      if (fault) faults.push(fault)
    }
    if (faults.length >= FAULTS_MOST) break
  }
  return faults
}

function boundsFault(token: string, levels: readonly Level[]): Fault | null {
  if ((token === '{' || token === '[') && levels.length >= LIMITS.levels) {
    return {
      pointer: '',
      code: 'malformed',
      message: `Objects and lists may lie ${LIMITS.levels} levels deep at most.`,
    }
  }
  if (token.length > LIMITS.name + 2 && levels.at(-1)?.expectsName) {
    return { pointer: '', code: 'malformed', message: `The name of a field has at most ${LIMITS.name} characters.` }
  }
  return null
}

function goOn(level: Level | undefined): void {
  if (!level) return
  if (level.names) level.expectsName = true
  else level.at = Number(level.at) + 1
}

function readName(level: Level, name: string, levels: readonly Level[]): Fault | null {
  const twice = level.names?.has(name)
  level.names?.add(name)
  level.at = name
  level.expectsName = false
  if (!twice && !FORBIDDEN.includes(name)) return null
  const pointer = jsonPointer(levels.map((each) => each.at))
  return twice
    ? { pointer, code: 'duplicate_field', message: `The field '${name.slice(0, 60)}' is named twice.` }
    : { pointer, code: 'forbidden_field', message: `No field may be called '${name}'.` }
}
