/** The commands that fast-check puts in random order. */
import fc from 'fast-check'
import { createDice, DICE_SIDES, ROLLS, type Dice } from './dice.ts'
import { isWaiting } from './model.ts'
import * as moves from './moves.ts'
import { RACES, type ChooseAll } from './races.ts'
import type { Stage } from './stage.ts'
import type { World } from './world.ts'

export type PipelineCommand = fc.AsyncCommand<Stage, World>

/** How often the one comes beside the others. */
const MOVES: Record<string, [weight: number, choose: moves.Choose]> = {
  submit: [3, moves.submit],
  claim: [6, moves.claim],
  start: [6, moves.start],
  succeed: [6, moves.succeed],
  reuse: [3, moves.reuse],
  fail: [4, moves.fail],
  release: [2, moves.release],
  interrupt: [2, moves.interrupt],
  checkpoint: [2, moves.checkpoint],
  heartbeat: [2, moves.heartbeat],
  overrun: [4, moves.overrun],
  sweep: [2, moves.sweep],
  wait: [3, moves.wait],
  cancel: [1, moves.cancel],
  approve: [6, moves.approve],
  reject: [2, moves.reject],
  abandon: [2, moves.abandon],
  revise: [2, moves.revise],
  redo: [5, moves.redo],
  redrive: [3, moves.redrive],
  redriveAll: [2, moves.redriveAll],
  drop: [1, moves.drop],
  look: [1, moves.look],
  list: [1, moves.list],
}

/** Tasks that one `progress` takes to their end at most. */
const PROGRESS_MOST = 6

/** Sequences of commands. `ran` is told the name of each that was run; `replayPath` is fast-check's. */
export function commandSequences(most: number, ran: (name: string) => void, replayPath?: string) {
  const singles = Object.entries(MOVES).flatMap(([name, [weight, choose]]) => {
    const alone: ChooseAll = (stage, dice) => {
      const operation = choose(stage, dice)
      return operation && [operation]
    }
    return times(weight, command(name, choosing(alone), ran))
  })
  const races = Object.entries(RACES).map(([name, choose]) => command(name, choosing(choose), ran))
  const others = [...times(12, command('progress', PROGRESS, ran)), ...times(2, command('crash', CRASH, ran))]
  const options = { maxCommands: most, size: 'max' as const, ...(replayPath === undefined ? {} : { replayPath }) }
  // Without the leaning to small values: short sequences find little.
  return fc.noBias(fc.commands([...singles, ...races, ...others], options))
}

interface Action {
  possible(stage: Stage, dice: Dice): boolean
  run(stage: Stage, dice: Dice): Promise<void>
}

function choosing(choose: ChooseAll): Action {
  return {
    possible: (stage, dice) => choose(stage, dice) !== null,
    run: async (stage, dice) => stage.act(choose(stage, dice) ?? []),
  }
}

/** Takes what waits through claim, start and success: else no film would ever be done. */
const PROGRESS: Action = {
  possible: ({ model }) => Object.values(model.tasks).some((task) => isWaiting(task) && !task.delayed),
  run: async (stage, dice) => {
    for (let left = 1 + dice.roll(PROGRESS_MOST); left > 0 && PROGRESS.possible(stage, dice); left--) {
      const due = Object.values(stage.model.tasks).filter((task) => isWaiting(task) && !task.delayed)
      const worker = dice.pick(moves.WORKERS)!
      await stage.act([{ do: 'claim', worker, step: dice.pick(due)!.step, limit: 1 }])
      const claimed = stage.world.holdings.at(-1)
      if (!claimed) return
      await stage.act([{ do: 'start', held: moves.bare(claimed) }])
      await stage.act([moves.success(moves.bare(claimed), dice)])
    }
  },
}

/** A worker's memory is gone; its tasks are held by nobody until their leases are over. */
const CRASH: Action = {
  possible: ({ world }) => world.holdings.length > 0,
  run: async (stage, dice) => {
    const worker = dice.pick(stage.world.holdings)?.worker
    stage.log.push(`${worker} crashes`)
    stage.world.holdings = stage.world.holdings.filter((one) => one.worker !== worker)
  },
}

function command(name: string, action: Action, ran: (name: string) => void): fc.Arbitrary<PipelineCommand> {
  const number = fc.nat({ max: DICE_SIDES - 1 })
  return fc.array(number, { minLength: ROLLS, maxLength: ROLLS }).map((numbers) => ({
    check: (stage: Readonly<Stage>) => action.possible(stage, createDice(numbers)),
    run: async (stage: Stage) => {
      ran(name)
      await action.run(stage, createDice(numbers))
    },
    toString: () => `${name}(${numbers.join(' ')})`,
  }))
}

function times<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value)
}
