/** Listening to a running script and answering it: lines, limits, checkpoints. */
import type { Readable } from 'node:stream'
import type { Child, StopReason } from './child.ts'
import { LineCutter, MAX_LINE, type Line } from './lines.ts'
import type { ScriptOptions } from './options.ts'
import { isCutCheckpoint, parseProtocolLine } from './protocol-line.ts'
import type { Transcript } from './transcript.ts'

const DEFAULT_OUTPUT_BYTES = 64 * 1024 * 1024
/** A line costs us far more than its bytes, and 64 MiB can be 33 million of them. */
const MAX_LINES = 2_000_000

/** Why we ended the script, and the words for it. The first reason stays. */
export interface Stop {
  reason: StopReason
  message: string | null
}

/** One run's talk with its script. `listen` is to be called once. */
export class Conversation {
  /** Read from stdout and stderr. */
  bytes = 0
  stopped: Stop | null = null
  /** What a callback threw: a fault of the caller, not of the script. */
  fault: { error: unknown } | null = null
  /** Settles when the checkpoint that is being stored is. */
  storing: Promise<void> | null = null
  private readonly child: Child
  private readonly options: ScriptOptions
  private readonly transcript: Transcript
  private lines = 0

  constructor(child: Child, options: ScriptOptions, transcript: Transcript) {
    this.child = child
    this.options = options
    this.transcript = transcript
    // A script that does not read its stdin is none of our business.
    child.stdin.on('error', () => {})
    if (!isAnswered(options)) child.stdin.end()
  }

  /** Resolves when both streams have ended or been destroyed. */
  async listen(): Promise<void> {
    await Promise.all([
      this.read(this.child.stdout, (line) => this.hear(line)),
      this.read(this.child.stderr, (line) => this.transcript.log('stderr', line)),
    ])
  }

  stop(reason: StopReason, message: string | null = null): void {
    if (this.stopped) return
    this.stopped = { reason, message }
    this.child.kill()
  }

  /** The next chunk is read only when the lines of this one are dealt with: a script cannot run ahead of us. */
  private async read(stream: Readable, hear: (line: Line) => void | Promise<void>): Promise<void> {
    const cutter = new LineCutter(MAX_LINE)
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        // It ends the reading too, and so the script, which cannot write any more.
        if (this.isTooMuch(chunk.length) || this.lines > MAX_LINES) break
        for (const line of cutter.push(chunk)) {
          if (this.isOneTooMany()) break
          const answer = hear(line)
          // Most lines need no answer, and a script may write millions of them.
          if (answer) await answer
        }
      }
      for (const line of cutter.end()) await hear(line)
    } catch (error) {
      if (stream.errored === error || isClosedEarly(error)) return
      this.fault ??= { error }
      this.stop('interrupted')
    }
  }

  private isTooMuch(bytes: number): boolean {
    this.bytes += bytes
    const limit = this.options.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES
    if (this.bytes > limit) this.stop('output_limit', `The script wrote more than ${limit} bytes to stdout and stderr.`)
    return this.bytes > limit
  }

  private isOneTooMany(): boolean {
    this.lines += 1
    if (this.lines > MAX_LINES) this.stop('output_limit', `The script wrote more than ${MAX_LINES} lines.`)
    return this.lines > MAX_LINES
  }

  private hear(line: Line): void | Promise<void> {
    const said = parseProtocolLine(line)
    if (!said && isCutCheckpoint(line))
      this.stop('checkpoint_too_long', `A checkpoint has at most ${MAX_LINE} characters.`)
    if (!said) return this.transcript.log('stdout', line)
    if (said.progress) this.transcript.progress(said.progress)
    if (said.checkpoint) return this.store(said.checkpoint.value)
  }

  private async store(value: unknown): Promise<void> {
    if (!this.options.onCheckpoint || this.stopped?.reason === 'checkpoint_refused') return
    try {
      await (this.storing = this.options.onCheckpoint(value))
    } catch (error) {
      return this.stop('checkpoint_refused', error instanceof Error ? error.message : String(error))
    } finally {
      this.storing = null
    }
    if (this.child.stdin.writable) this.child.stdin.write('{"checkpoint":"stored"}\n')
  }
}

/** Whether the script will ever hear anything on its stdin. */
function isAnswered(options: ScriptOptions): boolean {
  return options.onCheckpoint !== undefined && Object.keys(options.declaredOutputs ?? {}).length === 0
}

function isClosedEarly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}
