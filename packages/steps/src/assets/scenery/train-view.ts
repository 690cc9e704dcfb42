/** How a train is seen: the rails and the train must agree. */
import type { Stage } from '../paint/stage.ts'

/** Whether a train comes towards the eye; else it is seen from the side. */
export function headOn(stage: Stage): boolean {
  if (/freight|wagon|carriage|carry|pass|roll/i.test(stage.setting.seed)) return false
  return stage.random.fork('train').chance(stage.portrait ? 0.6 : 0.4)
}
