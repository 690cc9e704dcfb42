/** The dry run: what an order would come to. Reads only, and reserves nothing. */
import {
  filmSecondsOf,
  narrationsOf,
  plannedBySteps,
  plannedTasks,
  TYPICAL_SECONDS,
  type Fault,
  type Principal,
  type StepName,
  type Voice,
  type Warning,
} from '@reelyard/core'
import { medianSeconds } from '@reelyard/db'
import { checkOrder } from './check-order.ts'
import type { Context } from './context.ts'
import { refusalOf, type OrderRefusal } from './write-orders.ts'

export interface Preview {
  warnings: Warning[]
  plan: { tasks: number; steps: { step: StepName; tasks: number }[]; scenes: number }
  /** `filmSeconds`: of the film, by its words. `workSeconds`: of all scripts together, by what the newest films took. */
  estimate: { filmSeconds: number; workSeconds: number }
}

export type Previewed =
  | { preview: Preview; faults?: never; refused?: never }
  | { preview?: never; faults: Fault[]; refused?: never }
  | { preview?: never; faults?: never; refused: OrderRefusal }

/** Says the faults that `submit` would say, or what it would take. */
export async function preview(
  context: Context,
  value: unknown,
  voices: readonly Voice[],
  channels: Principal['channels'],
): Promise<Previewed> {
  const { checked, faults } = await checkOrder(context, value, { voices, channels })
  if (faults) return { faults }
  const refused = await refusalOf(context.db, checked, channels)
  if (refused) return { refused }
  const narrations = narrationsOf(checked.order)
  if (!narrations?.length) return { faults: [unsplittable(narrations === null)] }
  const steps = plannedBySteps(narrations.length)
  const seconds = await secondsOfSteps(context, checked.order.channel)
  return {
    preview: {
      warnings: checked.warnings,
      plan: { tasks: plannedTasks(narrations.length), steps, scenes: narrations.length },
      estimate: {
        filmSeconds: rounded(filmSecondsOf(narrations)),
        workSeconds: rounded(steps.reduce((sum, { step, tasks }) => sum + tasks * seconds[step], 0)),
      },
    },
  }
}

function unsplittable(tooLong: boolean): Fault {
  const message = tooLong ? "'brief' does not fit into the scenes of a video." : "'brief' holds no sentence."
  return { pointer: '/brief', code: tooLong ? 'too_long' : 'empty', message }
}

/** By the channel's own films; where it has none, by all; where there are none, as measured once. */
async function secondsOfSteps({ db }: Context, channel: string): Promise<Record<StepName, number>> {
  const own = await medianSeconds(db, channel)
  const rows = own.length > 0 ? own : await medianSeconds(db, null)
  return { ...TYPICAL_SECONDS, ...Object.fromEntries(rows.map(({ step, seconds }) => [step, seconds])) }
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10
}
