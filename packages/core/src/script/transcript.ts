/** What a script said: passed on as it comes, redacted, and the end of it kept for the result. */
import type { Line } from './lines.ts'
import type { ScriptLogLine, ScriptOptions, ScriptProgress } from './options.ts'
import type { Redactor } from './redactor.ts'

const TAIL_LINES = 200
const TAIL_LINE_LENGTH = 2000

/** Keeps the last lines; hands all of them on, redacted. */
export class Transcript {
  /** Sum of the cost lines; null before the first. */
  cost: number | null = null
  private readonly lines: string[] = []
  private readonly options: Pick<ScriptOptions, 'onLog' | 'onProgress'>
  private readonly redactor: Redactor

  constructor(options: Pick<ScriptOptions, 'onLog' | 'onProgress'>, redactor: Redactor) {
    this.options = options
    this.redactor = redactor
  }

  /** The last lines of log. */
  get tail(): string[] {
    return this.lines.slice(-TAIL_LINES)
  }

  log(stream: ScriptLogLine['stream'], line: Line): void {
    const text = this.redactor.line(line)
    this.lines.push(text.slice(0, TAIL_LINE_LENGTH))
    if (this.lines.length >= 2 * TAIL_LINES) this.lines.splice(0, TAIL_LINES)
    this.options.onLog?.({ stream, text })
  }

  progress(said: ScriptProgress): void {
    if (said.cost !== undefined) this.cost = (this.cost ?? 0) + said.cost
    const message =
      said.message === undefined ? {} : { message: this.redactor.text(said.message).slice(0, TAIL_LINE_LENGTH) }
    this.options.onProgress?.({ ...said, ...message })
  }
}
