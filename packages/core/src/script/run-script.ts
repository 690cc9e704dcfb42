/**
 * One run of a script, from start to result:
 *
 *     start ──▶ listen, until it ends or is ended ──▶ end what it left behind ──▶ read output.json ──▶ judge
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { graceOf, startChild, type Child } from './child.ts'
import type { ScriptOutput } from '../protocol.ts'
import { Conversation, type Stop } from './conversation.ts'
import { judge, type ScriptEnd } from './judge.ts'
import type { ScriptOptions } from './options.ts'
import { Redactor } from './redactor.ts'
import type { ScriptResult } from './result.ts'
import { Transcript } from './transcript.ts'
import { startMeter, type Meter, type ScriptUsage } from './usage.ts'

/** How long a process that left the group may keep our end of its pipes open after the script ended. */
const DRAIN_MS = 1000
/** Longer timers fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
const INTERRUPTED: Stop = { reason: 'interrupted', message: 'The script was interrupted.' }

/**
 * Runs a script and says how it went; whatever the script does is a value of the result, never an exception. When it
 * resolves, every process of the script's group is gone. (One that left its group, as a daemon does, is ended too where
 * there is a `/proc` and it kept its environment; else it is not found, and can hold nothing up.) Where we ended the
 * script, that decides, also if it claims success all the same: what it left may be half made. Throws only what a
 * callback other than `onCheckpoint` threw.
 */
export async function runScript(options: ScriptOptions): Promise<ScriptResult> {
  const startedAt = performance.now()
  const redactor = new Redactor(options.secrets ?? [])
  const transcript = new Transcript(options, redactor)
  const { end, usage } = await run(options, transcript)
  const { remark, ...verdict } = await judge(end, options)
  if (remark !== undefined) transcript.remark(remark)
  transcript.end()
  return {
    ...verdict,
    message: verdict.message === null ? null : redactor.text(verdict.message).slice(0, 2000),
    output: redactResult(verdict.output, redactor),
    exitCode: end.exitCode,
    signal: end.signal,
    timedOut: end.stopped?.reason === 'timed_out',
    interrupted: verdict.outcome === 'interrupted',
    killed: end.started && end.stopped !== null,
    logTail: transcript.tail,
    logLines: transcript.count,
    cost: transcript.cost,
    usage,
    durationMs: Math.round(performance.now() - startedAt),
  }
}

interface Run {
  end: ScriptEnd
  usage: ScriptUsage | null
}

async function run(options: ScriptOptions, transcript: Transcript): Promise<Run> {
  const unstarted = { started: false, exitCode: null, signal: null, logTail: [] }
  if (options.signal?.aborted) return { end: { ...unstarted, stopped: INTERRUPTED, startError: null }, usage: null }
  let child: Child
  try {
    child = await startChild(options)
  } catch (startError) {
    return { end: { ...unstarted, stopped: null, startError }, usage: null }
  }
  return converse(measured(child, startMeter(child.pid)), options, transcript)
}

type MeasuredChild = Child & { meter: Meter }

/** Looks at what it uses before it is told to end, when there is no more to see. */
function measured(child: Child, meter: Meter): MeasuredChild {
  const kill = () => {
    meter.look()
    child.kill()
  }
  return { ...child, meter, kill }
}

async function converse(child: MeasuredChild, options: ScriptOptions, transcript: Transcript): Promise<Run> {
  const conversation = new Conversation(child, options, transcript)
  const listening = conversation.listen()
  const disarm = arm(conversation, options)
  const ended = await child.exit
  disarm()
  const measuring = child.meter.end()
  await child.endRest()
  await Promise.race([listening, sleep(DRAIN_MS, undefined, { ref: false })])
  child.stdout.destroy()
  child.stderr.destroy()
  await Promise.race([conversation.storing?.catch(() => {}), sleep(graceOf(options), undefined, { ref: false })])
  if (conversation.fault) throw conversation.fault.error
  return {
    end: { ...ended, started: true, stopped: conversation.stopped, startError: null, logTail: transcript.tail },
    usage: { ...(await measuring), logBytes: conversation.bytes },
  }
}

/** What can end a script from outside; gives the way to call it off. */
function arm(conversation: Conversation, { timeoutMs, signal }: ScriptOptions): () => void {
  const late = () => conversation.stop('timed_out', `The script ran longer than ${timeoutMs / 1000} s.`)
  const interrupt = () => conversation.stop('interrupted', INTERRUPTED.message)
  const timer = setTimeout(late, Math.min(timeoutMs, LONGEST_TIMER_MS))
  if (signal?.aborted) interrupt()
  signal?.addEventListener('abort', interrupt, { once: true })
  return () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', interrupt)
  }
}

function redactResult(output: ScriptOutput | null, redactor: Redactor): ScriptOutput | null {
  return output?.result ? { ...output, result: redactor.json(output.result) } : output
}
