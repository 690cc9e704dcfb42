/** A gate: a step of a channel whose result waits for a person, and by which policy. */
import { z } from 'zod'

/** What becomes of a result that nobody decided on in time. */
export const GATE_TIMEOUTS = ['approve', 'reject', 'wait'] as const

/** The policy of one gate. Defaults are filled in. */
export const gateSchema = z
  .strictObject({
    /** Names of API keys that may decide; absent: every key that may decide at all. */
    deciders: z.array(z.string().min(1).max(200)).min(1).max(100).exactOptional(),
    /** Whether review links may decide. */
    links: z.boolean().default(true),
    /** How long a result waits for a person. */
    timeoutSeconds: z.int().min(60).max(7_776_000).exactOptional(),
    onTimeout: z.enum(GATE_TIMEOUTS).default('wait'),
  })
  .refine(({ timeoutSeconds, onTimeout }) => onTimeout === 'wait' || timeoutSeconds !== undefined, {
    path: ['timeoutSeconds'],
    message: 'must say after how long, where onTimeout is not wait',
  })

/** The policy of one gate. */
export type Gate = z.infer<typeof gateSchema>

/** Seconds until the policy decides in a person's stead; null: never. */
export function gateSeconds(gate: Gate | undefined): number | null {
  return gate && gate.onTimeout !== 'wait' ? (gate.timeoutSeconds ?? null) : null
}

/** Whether the key of this name may decide at the gate. */
export function mayDecide({ deciders }: Gate, key: string): boolean {
  return deciders === undefined || deciders.includes(key)
}
