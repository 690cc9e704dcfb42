/** The last log lines of all children, kept to explain a failure. */
import { printable } from '../terminal.ts'

const KEPT_LINES = 4_000

/** The last lines of the processes, for when something goes wrong. */
export interface LogTail {
  add(line: string, child: string): void
  /** The last lines that hold `text`, readable, oldest first. */
  last(count: number, text?: string): string[]
}

/** Keeps at most KEPT_LINES lines. */
export function createLogTail(): LogTail {
  const lines: { line: string; child: string }[] = []
  return {
    add: (line, child) => {
      lines.push({ line, child })
      if (lines.length > KEPT_LINES) lines.splice(0, KEPT_LINES / 2)
    },
    last: (count, text = '') =>
      lines
        .filter(({ line }) => line.includes(text))
        .slice(-count)
        .map(({ line, child }) => `${child}  ${readable(line)}`),
  }
}

/** Fields that say nothing new to somebody who reads along. */
const UNTOLD = new Set([
  'time',
  'level',
  'message',
  'worker',
  'pid',
  'hostname',
  'taskId',
  'videoId',
  'jobId',
  'channel',
])

/** A JSON log line in words: time, level, message, and what is left of its fields. Other lines stay as they are. */
export function readable(line: string): string {
  const record = parse(line)
  if (!record) return printable(line)
  const rest = Object.entries(record)
    .filter(([key, value]) => !UNTOLD.has(key) && value !== null && value !== undefined)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : wordsOf(value)}`)
  const time = typeof record.time === 'string' ? record.time.slice(11, 19) : ''
  return printable([time, record.level, record.message, ...rest].filter(Boolean).join(' '))
}

function wordsOf(value: unknown): string {
  const { message } = Object(value) as { message?: unknown }
  return typeof message === 'string' ? message : JSON.stringify(value)
}

/** The record of a JSON log line; null for any other line. */
export function parse(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{')) return null
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return null
  }
}
