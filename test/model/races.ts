/** Operations that meet: two or three at the same moment, on the same task or video. */
import type { Dice } from './dice.ts'
import { isGood, isHeld, tasksOf, type Task } from './model.ts'
import * as moves from './moves.ts'
import { inHand, success, type Choose } from './moves.ts'
import type { Operation } from './operations.ts'
import { NEEDS } from './plan.ts'
import type { Stage } from './stage.ts'

export type ChooseAll = (stage: Stage, dice: Dice) => Operation[] | null

/** Each leads to its races by way of operations that make ready for them, one after the other. */
export const RACES: Record<string, ChooseAll> = {
  claims: (stage, dice) => {
    const first = moves.claim(stage, dice)
    if (first?.do !== 'claim') return null
    return moves.WORKERS.slice(dice.roll(2)).map((worker) => ({ ...first, worker, limit: 1 + dice.roll(2) }))
  },

  settles: (stage, dice) => {
    const task = dice.pick(inState(stage, 'processing'))
    if (!task) return null
    const others = inState(stage, 'processing').filter((other) => other.video === task.video)
    return together(others.slice(0, 3).map((other) => ending(stage, other, dice)))
  },

  settleTwice: (stage, dice) =>
    onOne(stage, dice, 'processing', (task) => [ending(stage, task, dice), ending(stage, task, dice)]),

  settleOrSweep: (stage, dice) => {
    const task = dice.pick(all(stage).filter((task) => isHeld(task) && task.overdue && inHand(stage, task)))
    if (!task) return null
    return together([ending(stage, task, dice), { do: 'sweep', sweepers: 1 + dice.roll(2) }])
  },

  heartbeatOrSweep: together2(moves.heartbeat, moves.sweep),
  startOrSweep: together2(moves.start, moves.sweep),
  claimOrSweep: together2(moves.claim, moves.sweep),

  settleOrCancel: (stage, dice) =>
    onOne(stage, dice, 'processing', (task) => [
      ending(stage, task, dice),
      dice.chance(0.5) ? { do: 'cancel', video: task.video } : null,
    ]),
  claimOrCancel: together2(moves.claim, moves.cancel),
  heartbeatOrCancel: together2(moves.heartbeat, moves.cancel),
  redriveOrCancel: together2(moves.redrive, moves.cancel),
  sweepOrCancel: together2(moves.sweep, moves.cancel),

  approveOrReject: (stage, dice) => {
    const task = dice.pick(inState(stage, 'awaiting_review'))
    if (!task) return null
    const words = dice.pick([
      ['approve', 'reject'],
      ['approve', 'approve'],
      ['reject', 'reject'],
    ] as const)!
    const others: Operation[] = dice.chance(0.3) ? [{ do: 'cancel', video: task.video }] : []
    return [...words.map((word): Operation => ({ do: word, key: task.key })), ...others]
  },

  abandonOrRevise: (stage, dice) => {
    const task = dice.pick(inState(stage, 'rejected'))
    if (!task) return null
    return [
      { do: 'abandon', key: task.key },
      { do: 'revise', key: task.key, change: null },
    ]
  },

  redoOrSettle: (stage, dice) => {
    const task = dice.pick(inState(stage, 'processing').filter((task) => inHand(stage, task)))
    const needed = tasksOf(stage.model, task?.video ?? '').filter(
      (other) => isGood(other) && task && needs(task, other),
    )
    const again = dice.pick(needed)
    if (!task || !again) return null
    return together([ending(stage, task, dice), { do: 'redo', key: again.key, change: null }])
  },
  remakeOrClaim: together2(moves.succeed, moves.claim),
  remakeOrStart: together2(moves.succeed, moves.start),
  remakeOrRedo: together2(moves.succeed, moves.redo),
  redoOrClaim: together2(moves.redo, moves.claim),

  redriveTwice: (stage, dice) => {
    const task = dice.pick(all(stage).filter(({ letter }) => letter))
    if (!task) return null
    const others: Operation[] = [
      { do: 'redriveAll', filter: {}, slowly: false, preview: false },
      { do: 'drop', filter: {} },
      { do: 'redrive', key: task.key, change: null },
    ]
    return [{ do: 'redrive', key: task.key, change: null }, dice.pick(others)!]
  },
  redriveOrDrop: together2(moves.redriveAll, moves.drop),
}

function all({ model }: Stage): Task[] {
  return Object.values(model.tasks)
}

function inState(stage: Stage, state: string): Task[] {
  return all(stage).filter((task) => task.state === state)
}

function needs(task: Task, other: Task): boolean {
  return other.step === 'storyboard' || NEEDS[task.step].includes(other.step)
}

function onOne(
  stage: Stage,
  dice: Dice,
  state: string,
  operations: (task: Task) => (Operation | null)[],
): Operation[] | null {
  const task = dice.pick(inState(stage, state).filter((task) => inHand(stage, task)))
  return task ? together(operations(task)) : null
}

/** How a claim in hand may end. */
function ending(stage: Stage, task: Task, dice: Dice): Operation | null {
  const held = inHand(stage, task)
  if (!held) return null
  const ends: Operation[] = [
    success(held, dice),
    { do: 'fail', held, outcome: 'temporary', code: 'exit_75', retryAfter: 0 },
    { do: 'fail', held, outcome: 'permanent', code: 'exit_65', retryAfter: null },
    { do: 'giveBack', held, event: task.state === 'claimed' ? 'release' : 'interrupt' },
  ]
  return ends[Math.max(0, dice.roll(6) - 2)]!
}

function together(operations: (Operation | null)[]): Operation[] | null {
  const found = operations.filter((one) => one !== null)
  return found.length > 1 ? found : null
}

function together2(one: Choose, other: Choose): ChooseAll {
  return (stage, dice) => together([one(stage, dice), other(stage, dice)])
}
