/** What a script said: passed on as it comes, redacted, and the end of it kept for the result. */
import type { Line } from './lines.ts'
import { LogBudget } from './log-budget.ts'
import type { ScriptLogLine, ScriptOptions, ScriptProgress } from './options.ts'
import type { Redactor } from './redactor.ts'

const TAIL_LINES = 200
const TAIL_LINE_LENGTH = 2000

/** Keeps the last lines, and hands on as many as the budget allows, redacted. */
export class Transcript {
  /** Sum of the cost lines; null before the first. */
  cost: number | null = null
  /** How many lines of log there have been. */
  count = 0
  private readonly lines: string[] = []
  private readonly budget = new LogBudget()
  /** Lines that were not handed on since the last that was. */
  private leftOut = 0
  private readonly options: Pick<ScriptOptions, 'onLog' | 'onLine' | 'onProgress'>
  private readonly redactor: Redactor

  constructor(options: Pick<ScriptOptions, 'onLog' | 'onLine' | 'onProgress'>, redactor: Redactor) {
    this.options = options
    this.redactor = redactor
  }

  /** The last lines of log. */
  get tail(): string[] {
    return this.lines.slice(-TAIL_LINES)
  }

  /** What is to be said of the script, beside what it said itself. */
  remark(text: string): void {
    this.log('worker', { text, whole: true })
  }

  log(stream: ScriptLogLine['stream'], line: Line): void {
    const text = this.redactor.line(line)
    const kept = text.slice(0, TAIL_LINE_LENGTH)
    this.lines.push(kept)
    this.count += 1
    this.options.onLine?.(kept)
    if (this.lines.length >= 2 * TAIL_LINES) this.lines.splice(0, TAIL_LINES)
    if (!this.budget.admits(text.length)) {
      this.leftOut += 1
      return
    }
    this.tellLeftOut()
    this.options.onLog?.({ stream, text })
  }

  /** To be called when the script has ended. */
  end(): void {
    this.tellLeftOut()
  }

  private tellLeftOut(): void {
    if (this.leftOut === 0) return
    this.options.onLog?.({ stream: 'worker', text: `${this.leftOut} lines were left out here: too many at once.` })
    this.leftOut = 0
  }

  progress(said: ScriptProgress): void {
    if (said.cost !== undefined) this.cost = (this.cost ?? 0) + said.cost
    const message =
      said.message === undefined ? {} : { message: this.redactor.text(said.message).slice(0, TAIL_LINE_LENGTH) }
    this.options.onProgress?.({ ...said, ...message })
  }
}
