/** The commands that fast-check puts in random order. */
import fc from 'fast-check'
import { createDice, DICE_SIDES, ROLLS } from './dice.ts'
import { CRASH, FINISH, PROGRESS, RETELL, type Action } from './journeys.ts'
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

const JOURNEYS: Record<string, [weight: number, action: Action]> = {
  progress: [12, PROGRESS],
  finish: [3, FINISH],
  retell: [4, RETELL],
  crash: [2, CRASH],
}

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
  const journeys = Object.entries(JOURNEYS).flatMap(([name, [weight, action]]) =>
    times(weight, command(name, action, ran)),
  )
  const options = { maxCommands: most, size: 'max' as const, ...(replayPath === undefined ? {} : { replayPath }) }
  // Without the leaning to small values: short sequences find little.
  return fc.noBias(fc.commands([...singles, ...races, ...journeys], options))
}

function choosing(choose: ChooseAll): Action {
  return {
    possible: (stage, dice) => choose(stage, dice) !== null,
    run: async (stage, dice) => stage.act(choose(stage, dice) ?? []),
  }
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
