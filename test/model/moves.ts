/** What the simulated workers and people may do next: each choice is null where there is nothing to do it with. */
import { PRIORITY_RANK, type StepName } from '@reelyard/core'
import type { Dice } from './dice.ts'
import { CHANNELS, isGood, isHeld, isWaiting, statusOf, type ChannelName, type Key, type Task } from './model.ts'
import type { Filter, Held, Operation } from './operations.ts'
import { PLAN, sceneText } from './plan.ts'
import type { Stage } from './stage.ts'

export type Choose = (stage: Stage, dice: Dice) => Operation | null

export const WORKERS = ['w1', 'w2', 'w3']

/** Videos of one sequence, and those of them that still go on: few, so that operations meet. */
const MOST_VIDEOS = 9
const MOST_OPEN = 3

const SCENES_MOST = 3

const CODES = ['exit_75', 'exit_65', 'cancelled'] as const

/** Forms of a scene that a storyboard gives: in words, picture, noise and motion. */
const FORMS = 16

const STALE_SHARE = 0.25
const WILD_SHARE = 0.15

export const submit: Choose = ({ model }, dice) => {
  const videos = Object.values(model.videos)
  const open = videos.filter((video) => !['completed', 'cancelled'].includes(statusOf(model, video)))
  if (videos.length >= MOST_VIDEOS || open.length >= MOST_OPEN) return null
  const channel = dice.pick(Object.keys(CHANNELS) as ChannelName[])!
  const priority = dice.pick(Object.values(PRIORITY_RANK))!
  const ordered = Array.from({ length: 1 + dice.roll(2) }, () => 'One.')
  return { do: 'submit', video: `v${videos.length + 1}`, channel, title: `title ${dice.roll(2)}`, ordered, priority }
}

/** Of a step where something waits, seldom of another. */
export const claim: Choose = ({ model }, dice) => {
  const waiting = [
    ...new Set(
      tasks(model)
        .filter(isWaiting)
        .map(({ step }) => step),
    ),
  ]
  const step: StepName | undefined = dice.pick(dice.chance(WILD_SHARE) ? PLAN : waiting)
  return step ? { do: 'claim', worker: dice.pick(WORKERS)!, step, limit: 1 + dice.roll(3) } : null
}

export const start = withHeld((held) => ({ do: 'start', held }), 'claimed')

export const checkpoint = withHeld((held, dice) => ({ do: 'checkpoint', held, value: dice.roll(100) }), 'processing')

export const succeed = withHeld((held, dice) => success(held, dice), 'processing')

export const reuse = withHeld((held, dice) => ({ do: 'reuse', held, there: !dice.chance(0.2) }), 'processing', true)

export const fail = withHeld((held, dice) => {
  const retryAfter = [null, null, 0, 3600][dice.roll(4)] ?? null
  const outcome = dice.chance(0.4) ? 'permanent' : 'temporary'
  return { do: 'fail', held, outcome, code: CODES[dice.roll(CODES.length)]!, retryAfter }
}, 'processing')

export const release = withHeld((held) => ({ do: 'giveBack', held, event: 'release' }), 'claimed')

export const interrupt = withHeld((held) => ({ do: 'giveBack', held, event: 'interrupt' }), 'processing')

export const heartbeat: Choose = ({ world }, dice) => {
  const worker = dice.pick(WORKERS)!
  const own = world.holdings.filter((one) => one.worker === worker)
  // A worker that claims a task again has let go of its earlier claim.
  const held = own.filter((one) => !own.some((later) => later.key === one.key && later.attempt > one.attempt)).map(bare)
  return held.length > 0 ? { do: 'heartbeat', worker, held } : null
}

/** A pause, a crash or a cut cable: nobody hears of these tasks until their leases are over. */
export const overrun: Choose = ({ model }, dice) => {
  const held = tasks(model).filter((task) => isHeld(task) && !task.overdue)
  const worker = dice.pick(held)?.attempts.at(-1)?.worker
  const keys = held.filter((task) => task.attempts.at(-1)?.worker === worker).map(({ key }) => key)
  return keys.length > 0 ? { do: 'overrun', keys } : null
}

export const sweep: Choose = (_stage, dice) => ({ do: 'sweep', sweepers: 1 + dice.roll(2) })

export const wait: Choose = ({ model }) => (tasks(model).some(({ delayed }) => delayed) ? { do: 'wait' } : null)

export const cancel: Choose = ({ model }, dice) => {
  // Seldom: nothing happens to a video any more after it.
  const video = dice.chance(0.2) ? dice.pick(Object.keys(model.videos)) : undefined
  return video === undefined ? null : { do: 'cancel', video }
}

export const approve = withTask((key) => ({ do: 'approve', key }), isState('awaiting_review'))
export const reject = withTask((key) => ({ do: 'reject', key }), isState('awaiting_review'))
export const abandon = withTask((key) => ({ do: 'abandon', key }), isState('rejected'))
export const revise = withTask((key, dice) => ({ do: 'revise', key, change: change(dice) }), isState('rejected'))
export const redo = withTask((key, dice) => ({ do: 'redo', key, change: change(dice) }), isGood)
export const redrive = withTask((key, dice) => ({ do: 'redrive', key, change: change(dice) }), isState('failed'))

export const redriveAll: Choose = ({ model }, dice) => {
  if (!tasks(model).some(({ letter }) => letter)) return null
  return { do: 'redriveAll', filter: filter(dice), slowly: dice.chance(0.5), preview: dice.chance(0.3) }
}

export const drop: Choose = ({ model }, dice) =>
  tasks(model).some(({ letter }) => letter) ? { do: 'drop', filter: filter(dice) } : null

export const look: Choose = ({ model }, dice) => {
  const video = dice.pick(Object.keys(model.videos))
  return video ? { do: 'look', video } : null
}

export const list: Choose = (_stage, dice) => ({ do: 'list', filter: filter(dice) })

/** The success of a claim, with what its script made. */
export function success(held: Held, dice: Dice): Operation {
  // Mostly the first form: else hardly a redo would bring the same again.
  const variant = dice.chance(0.4) ? dice.roll(4) : 0
  const scenes = Array.from({ length: 1 + (dice.roll(7) % SCENES_MOST) }, () =>
    sceneText(dice.chance(0.3) ? dice.roll(FORMS) : 0),
  )
  return { do: 'succeed', held, variant, scenes }
}

/** A claim without what the pipeline gave with it. */
export function bare({ key, attempt, worker }: Held): Held {
  return { key, attempt, worker }
}

/** The claim in hand of a task that a worker holds; undefined where that worker has crashed. */
export function inHand({ world }: Stage, task: Task): Held | undefined {
  const found = world.holdings.find(({ key, attempt }) => key === task.key && attempt === task.attempts.length)
  return found && bare(found)
}

function withHeld(operation: (held: Held, dice: Dice) => Operation, state: string, reusable = false): Choose {
  return (stage, dice) => {
    const { holdings } = stage.world
    const stale = dice.chance(STALE_SHARE)
    const fitting = holdings.filter(({ key, attempt, claimed }) => {
      const task = stage.model.tasks[key]
      const live = task !== undefined && task.attempts.length === attempt && isHeld(task)
      if (stale) return !live || task.state !== state
      return live && task.state === state && (!reusable || claimed.reusable !== null)
    })
    const held = dice.pick(fitting)
    return held ? operation(bare(held), dice) : null
  }
}

function withTask(operation: (key: Key, dice: Dice) => Operation, fits: (task: Task) => boolean): Choose {
  return ({ model }, dice) => {
    const wild = dice.chance(WILD_SHARE)
    const task = dice.pick(tasks(model).filter((task) => wild || fits(task)))
    return task ? operation(task.key, dice) : null
  }
}

function isState(state: string) {
  return (task: Task) => task.state === state
}

function change(dice: Dice): number | 'bad' | null {
  return ([null, null, null, 0, 1, 'bad'] as const)[dice.roll(6)] ?? null
}

function filter(dice: Dice): Filter {
  const filters: Filter[] = [{}, {}, { step: dice.pick(PLAN)! }, { channel: 'plain' }, { code: 'exit_65' }]
  return dice.pick(filters)!
}

function tasks(model: Stage['model']): Task[] {
  return Object.values(model.tasks)
}
