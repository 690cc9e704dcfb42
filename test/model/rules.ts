/** What the model expects of each operation: how it changes the model, and whether its answer can be. */
import type { ClaimedTask } from '@reelyard/pipeline'
import type { Key, Model } from './model.ts'
import type { Answers, Held, Kind, Operation, Operations } from './operations.ts'
import { CLAIM_RULES } from './claim-rules.ts'
import { PERSON_RULES } from './person-rules.ts'
import { SETTLE_RULES } from './settle-rules.ts'
import type { Tables } from './tables.ts'

/** Happens in one go. Throws Mismatch if it cannot have happened here. */
export type Step = (model: Model) => void

/** What the rules may look at besides the model. */
export interface Surroundings {
  /** As it was before anything of this turn. */
  before: Model
  /** What the tables say afterwards. */
  seen: Tables['tasks']
  /** By the id of a task. */
  keys: ReadonlyMap<string, Key>
  /** Nothing else was asked at the same time. */
  alone: boolean
  /** The earlier attempt that the pipeline had offered with a claim. */
  reusable(held: Held): ClaimedTask['reusable']
}

export type Rules = {
  [K in Kind]: (operation: Operations[K], answer: Answers[K], surroundings: Surroundings) => Step[]
}

const RULES: Rules = { ...CLAIM_RULES, ...SETTLE_RULES, ...PERSON_RULES }

export function stepsOf(operation: Operation, answer: unknown, surroundings: Surroundings): Step[] {
  const rule = RULES[operation.do] as (operation: Operation, answer: unknown, surroundings: Surroundings) => Step[]
  return rule(operation, answer, surroundings)
}
