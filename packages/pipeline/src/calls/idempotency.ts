/** First answers, kept to be repeated. */
import { holdKeyOn, type HeldKey } from '@reelyard/db'
import type { Context } from '../context.ts'
import {
  claimAnswer,
  forgetAnswers,
  HOLD_SECONDS,
  letGo,
  storeAnswer,
  type KeptAnswer,
  type RepeatableRequest,
} from '../idempotency.ts'

export function idempotencyCalls(context: Context) {
  return {
    claimAnswer: (request: RepeatableRequest) => claimAnswer(context, request),
    /** Must be called three times a minute for a request that takes long. */
    holdOn: (holding: HeldKey) => holdKeyOn(context.db, holding, HOLD_SECONDS),
    storeAnswer: (holding: HeldKey, answer: KeptAnswer, secrets: readonly string[]) =>
      storeAnswer(context, holding, answer, secrets),
    letGoOfAnswer: (holding: HeldKey) => letGo(context, holding),
    forgetAnswers: () => forgetAnswers(context),
  }
}
