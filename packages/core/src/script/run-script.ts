/**
 * One run of a script, from start to result:
 *
 *     start ──▶ listen, until it ends or is ended ──▶ end what it left behind ──▶ read output.json ──▶ judge
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { endGroup, graceOf, startChild, type Child } from './child.ts'
import type { ScriptOutput } from '../protocol.ts'
import { Conversation, type Stop } from './conversation.ts'
import { judge, type ScriptEnd } from './judge.ts'
import type { ScriptOptions } from './options.ts'
import { Redactor } from './redactor.ts'
import type { ScriptResult } from './result.ts'

/** How long a process that left the group may keep our end of its pipes open after the script ended. */
const DRAIN_MS = 1000
/** Longer timers fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
const INTERRUPTED: Stop = { reason: 'interrupted', message: 'The script was interrupted.' }

/**
 * Runs a script and says how it went; whatever the script does is a value of the result, never an exception. When it
 * resolves, every process of the script's group is gone. (One that left its group, as a daemon does, is not found;
 * it can hold nothing up.) Where we ended the script, that decides, also if it claims success all the same: what it
 * left may be half made. Throws only what a callback other than `onCheckpoint` threw.
 */
export async function runScript(options: ScriptOptions): Promise<ScriptResult> {
  const startedAt = performance.now()
  const redactor = new Redactor(options.secrets ?? [])
  const { end, cost } = await run(options, redactor)
  const verdict = await judge(end, options)
  return {
    ...verdict,
    message: verdict.message === null ? null : redactor.text(verdict.message).slice(0, 2000),
    output: redactResult(verdict.output, redactor),
    exitCode: end.exitCode,
    signal: end.signal,
    timedOut: end.stopped?.reason === 'timed_out',
    interrupted: verdict.outcome === 'interrupted',
    killed: end.started && end.stopped !== null,
    logTail: end.logTail,
    cost,
    durationMs: Math.round(performance.now() - startedAt),
  }
}

async function run(options: ScriptOptions, redactor: Redactor): Promise<{ end: ScriptEnd; cost: number | null }> {
  const unstarted = { started: false, exitCode: null, signal: null, logTail: [] }
  if (options.signal?.aborted) return { end: { ...unstarted, stopped: INTERRUPTED, startError: null }, cost: null }
  let child: Child
  try {
    child = await startChild(options)
  } catch (startError) {
    return { end: { ...unstarted, stopped: null, startError }, cost: null }
  }
  return converse(child, options, redactor)
}

async function converse(child: Child, options: ScriptOptions, redactor: Redactor) {
  const conversation = new Conversation(child, options, redactor)
  const listening = conversation.listen()
  const disarm = arm(conversation, options)
  const ended = await child.exit
  disarm()
  await endGroup(child.pid)
  await Promise.race([listening, sleep(DRAIN_MS, undefined, { ref: false })])
  child.stdout.destroy()
  child.stderr.destroy()
  await Promise.race([conversation.storing?.catch(() => {}), sleep(graceOf(options), undefined, { ref: false })])
  if (conversation.fault) throw conversation.fault.error
  const { stopped, transcript } = conversation
  return {
    end: { ...ended, started: true, stopped, startError: null, logTail: transcript.tail },
    cost: transcript.cost,
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
