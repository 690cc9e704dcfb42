/** The policy of a gate: who may decide, and how. Read when the decision is made, with the task locked. */
import { gateSeconds, mayDecide, type Gate, type StepName } from '@reelyard/core'
import { gatesOfTask, type StandingTask, type Transaction } from '@reelyard/db'
import { readSettings } from './channel-settings.ts'
import { unknown, type Refusal } from './refusal.ts'

/** Who decides, as a policy sees them. */
export interface Reviewer {
  /** Name of the API key that asks, or that made the review link. */
  key: string
  /** The channels that it may know of; null: all of them. */
  channels: readonly string[] | null
  /** Decides by a review link. */
  byLink?: boolean
}

/** Null where this one may decide. For who may not know of the channel there is no such task. */
export async function refusalOfPolicy(
  tx: Transaction,
  task: StandingTask,
  { key, channels, byLink = false }: Reviewer,
): Promise<Refusal | null> {
  const { channel, gate } = await gateOfTask(tx, task)
  if (channels && !channels.includes(channel)) return unknown(task.id)
  if (!gate) return null
  const refused = { done: false, code: 'not_a_decider' } as const
  if (!mayDecide(gate, key)) {
    return {
      ...refused,
      message: `At this gate (${task.step}) the key '${key}' may not decide; the channel names others.`,
    }
  }
  if (byLink && !gate.links) return { ...refused, message: `At this gate (${task.step}) links may not decide.` }
  return null
}

/** The policy as it is now; none where the channel has no such gate any more. */
export async function gateOfTask(
  tx: Transaction,
  { id, step }: { id: string; step: StepName },
): Promise<{ channel: string; gate: Gate | undefined }> {
  const { channel, gates } = await gatesOfTask(tx, id)
  return { channel, gate: gateIn(gates, step) }
}

/** Nobody decides, and nothing by itself. */
const CLOSED: Gate = { deciders: [], links: false, onTimeout: 'wait' }

/** From what a channel has stored under `gates`. What cannot be read, as after a newer version was taken back, lets nobody through. */
export function gateIn(gates: unknown, step: StepName): Gate | undefined {
  const { settings, fault } = readSettings({ gates: gates ?? {} })
  return fault === null ? settings.gates[step] : CLOSED
}

/** When a policy decides, and what; null where it waits. In ISO 8601. */
export function timeoutOf(
  gate: Gate | undefined,
  { waitingSince, dueAt }: { waitingSince: string; dueAt: string | null },
): { at: string; decision: 'approve' | 'reject' } | null {
  const seconds = gateSeconds(gate)
  if (!gate || gate.onTimeout === 'wait' || seconds === null || dueAt === null) return null
  // A policy that was made more patient meanwhile counts; one that was made less so is looked at when it was due before.
  const at = Math.max(Date.parse(dueAt), Date.parse(waitingSince) + seconds * 1_000)
  return { at: new Date(at).toISOString(), decision: gate.onTimeout }
}
