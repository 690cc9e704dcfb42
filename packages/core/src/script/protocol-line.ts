/** Reading one line of stdout as the script protocol. */
import { MAX_LINE, type Line } from './lines.ts'
import type { ScriptProgress } from './options.ts'

/** What a line of the protocol says: at least one of the two is there. */
export interface ProtocolLine {
  progress: ScriptProgress | null
  /** In a box, since any JSON value can be a checkpoint, also null. */
  checkpoint: { value: unknown } | null
}

/** Null where the line is log: no JSON object, or none of the four words in it with a value of the right kind. */
export function parseProtocolLine({ text }: Line): ProtocolLine | null {
  const said = parseObject(text)
  if (said === null) return null
  const { progress, message, cost } = said
  const heard: ScriptProgress = {
    ...(isNumber(progress) && { progress: Math.min(1, Math.max(0, progress)) }),
    ...(typeof message === 'string' && { message }),
    ...(isNumber(cost) && cost >= 0 && { cost }),
  }
  const line: ProtocolLine = {
    progress: Object.keys(heard).length > 0 ? heard : null,
    checkpoint: Object.hasOwn(said, 'checkpoint') ? { value: said.checkpoint } : null,
  }
  return line.progress || line.checkpoint ? line : null
}

/** Whether a line that was too long was to be a checkpoint: the script waits for an answer that cannot come. */
export function isCutCheckpoint({ text, whole }: Line): boolean {
  return !whole && text.length >= MAX_LINE && /^\s*\{\s*"checkpoint"\s*:/.test(text)
}

function parseObject(text: string): Record<string, unknown> | null {
  if (!text.trimStart().startsWith('{')) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
