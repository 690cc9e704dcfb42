/** Commands of many operations, one after the other: without them hardly a film would ever be done, or be told anew. */
import type { Dice } from './dice.ts'
import { isGood, isWaiting, statusOf, tasksOf, type Task } from './model.ts'
import * as moves from './moves.ts'
import type { Operation } from './operations.ts'
import { sceneText } from './plan.ts'
import type { Stage } from './stage.ts'

export interface Action {
  possible(stage: Stage, dice: Dice): boolean
  run(stage: Stage, dice: Dice): Promise<void>
}

/** Tasks that one `progress` takes to their end at most. */
const PROGRESS_MOST = 6

/** Tasks after which a `finish` gives up: more than a film has, made again in part. */
const FINISH_MOST = 40

const REDO_SHARE = 0.1

/** Bits of the form of a scene. */
const [WORDS, PICTURE, MOTION] = [1, 2, 8]

/** Takes what waits through claim, start and success. */
export const PROGRESS: Action = {
  possible: ({ model }) => Object.values(model.tasks).some(isDue),
  run: async (stage, dice) => {
    for (let left = 1 + dice.roll(PROGRESS_MOST); left > 0; left--) {
      const task = dice.pick(Object.values(stage.model.tasks).filter(isDue))
      if (!task) return
      await runNext(stage, dice, task)
    }
  },
}

/** Takes one film as far as it goes; somebody may have a task of it made again meanwhile. */
export const FINISH: Action = {
  possible: (stage, dice) => dice.pick(unfinished(stage)) !== undefined,
  run: async (stage, dice) => {
    const video = dice.pick(unfinished(stage))!
    for (let left = FINISH_MOST; left > 0; left--) {
      const tasks = tasksOf(stage.model, video)
      const looked = tasks.find(({ state }) => state === 'awaiting_review')
      const due = dice.pick(tasks.filter(isDue))
      const again = dice.chance(REDO_SHARE) ? dice.pick(tasks.filter(isGood)) : undefined
      if (again && due) await stage.act([{ do: 'redo', key: again.key, change: null }])
      if (looked) await stage.act([{ do: 'approve', key: looked.key }])
      else if (due) await runNext(stage, dice, due)
      else return
    }
  },
}

/** Makes the storyboard of a film again, with as many scenes: one of them in other words, picture or motion, or all as at first. */
export const RETELL: Action = {
  possible: (stage, dice) => dice.pick(storyboards(stage)) !== undefined,
  run: async (stage, dice) => {
    const { key, video } = dice.pick(storyboards(stage))!
    const changed = dice.roll(stage.model.videos[video]!.scenes.length)
    const form = dice.pick([WORDS, PICTURE, MOTION, 0])!
    const scenes = stage.model.videos[video]!.scenes.map((_, index) => sceneText(index === changed ? form : 0))
    await stage.act([{ do: 'redo', key, change: null }])
    await runNext(stage, dice, stage.model.tasks[key]!, (end) => (end.do === 'succeed' ? { ...end, scenes } : end))
    if (stage.model.tasks[key]?.state === 'awaiting_review') await stage.act([{ do: 'approve', key }])
  },
}

/** A worker's memory is gone; its tasks are held by nobody until their leases are over. */
export const CRASH: Action = {
  possible: ({ world }) => world.holdings.length > 0,
  run: async (stage, dice) => {
    const worker = dice.pick(stage.world.holdings)?.worker
    stage.log.push(`${worker} crashes`)
    stage.world.holdings = stage.world.holdings.filter((one) => one.worker !== worker)
  },
}

/** Runs what is first in the task's queue, be it that task or another one. */
async function runNext(stage: Stage, dice: Dice, { step }: Task, ending = (end: Operation) => end): Promise<void> {
  await stage.act([{ do: 'claim', worker: dice.pick(moves.WORKERS)!, step, limit: 1 }])
  const claimed = stage.world.holdings.at(-1)
  if (!claimed) return
  const held = moves.bare(claimed)
  await stage.act([{ do: 'start', held }])
  await stage.act([ending(moves.success(held, dice))])
}

function isDue(task: Task): boolean {
  return isWaiting(task) && !task.delayed
}

function unfinished({ model }: Stage): string[] {
  const films = Object.values(model.videos).filter((video) => statusOf(model, video) !== 'completed')
  return films.map(({ name }) => name).filter((name) => tasksOf(model, name).some(isDue))
}

/** Those that can be made again. */
function storyboards({ model }: Stage): Task[] {
  const made = Object.values(model.tasks).filter((task) => task.step === 'storyboard' && isGood(task))
  return made.filter(({ video }) => !tasksOf(model, video).some(({ cancelled }) => cancelled))
}
