/** After a good end: plans what it makes ready, and makes again what was made of something else. */
import { readyAfter, type StateCount, type TaskKey } from '@reelyard/core'
import { planScope, stateCounts, type PlanScopeRow, type StandingTask, type Transaction } from '@reelyard/db'
import type { AcceptedOrder } from './accepted-order.ts'
import { readSettings } from './channel-settings.ts'
import type { Context } from './context.ts'
import { storeStatus } from './fenced.ts'
import { planTasks, type PlanScope } from './plan-tasks.ts'
import { comesAfter, refresh } from './refresh.ts'

/** The task that has just ended well. */
export interface EndedTask extends TaskKey {
  videoId: string
  /** Who ended it: stands in the history of what is made again because of it. */
  by: string
}

/** `counts` were read after the move, for the scene of the ended task. */
export async function planNext(
  context: Context,
  tx: Transaction,
  ended: EndedTask,
  row: PlanScopeRow,
  counts: readonly StateCount[],
): Promise<void> {
  const keys = readyAfter(ended, counts, row.sceneCount)
  const scope = scopeOf(ended.videoId, row)
  const [first, later] = inTwo(keys)
  const existing = await planTasks(tx, context.queue, scope, first)
  if (existing.length + later.length === 0) return storeStatus(context, tx, ended.videoId, counts, row.status)
  const reopened: StandingTask[] = []
  await refresh(context, tx, scope, ended, existing, reopened)
  // Only now is it known what is being made again, and so what is ready.
  for (let [next, left] = inTwo(later); next.length > 0; [next, left] = inTwo(left)) {
    const after = await stateCounts(tx, ended.videoId, ended.scene)
    const ready = readyAfter(ended, after, row.sceneCount).filter((key) => next.some((other) => isSame(key, other)))
    await refresh(context, tx, scope, ended, await planTasks(tx, context.queue, scope, ready), reopened)
  }
  await storeStatus(context, tx, ended.videoId, await stateCounts(tx, ended.videoId, null), row.status)
}

/** Those that read none of the others, and those that do. */
function inTwo(keys: readonly TaskKey[]): [first: TaskKey[], later: TaskKey[]] {
  const later = keys.filter((key) => keys.some((other) => comesAfter(key, other)))
  return [keys.filter((key) => !later.includes(key)), later]
}

function isSame(one: TaskKey, other: TaskKey): boolean {
  return one.step === other.step && one.scene === other.scene
}

/** As `planNext`, for one who has not read what planning needs to know. */
export async function readAndPlanNext(context: Context, tx: Transaction, ended: EndedTask): Promise<void> {
  const scope = await planScope(tx, ended.videoId, ended.scene)
  if (!scope) return
  await planNext(context, tx, ended, scope, await stateCounts(tx, ended.videoId, ended.scene))
}

export function scopeOf(videoId: string, row: PlanScopeRow): PlanScope {
  return {
    videoId,
    order: row.order as unknown as AcceptedOrder,
    settings: readSettings(row.settings).settings,
    priority: row.priority,
    sceneCount: row.sceneCount,
    scenes: new Map(row.scenes.map(({ number, document }) => [number, document])),
  }
}
