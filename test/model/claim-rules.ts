/** What the model expects of orders, of claims, and of what a worker says while it holds one; and of time. */
import {
  isHeld,
  isWaiting,
  must,
  readingOf,
  same,
  taskAt,
  videoOf,
  type Attempt,
  type Model,
  type Task,
} from './model.ts'
import { holds, runs } from './fence.ts'
import { toldBy, toldIn } from './plan.ts'
import { fileLine, newTask } from './remake.ts'
import type { Rules } from './rules.ts'

type ClaimKind = 'submit' | 'claim' | 'start' | 'heartbeat' | 'checkpoint' | 'overrun' | 'wait'

export const CLAIM_RULES: Pick<Rules, ClaimKind> = {
  submit: ({ video, channel, title, ordered, priority }) => [
    (model) => {
      const film = { title, ordered, scenes: [] }
      const place = { step: 'storyboard' as const, scene: null }
      model.videos[video] = { name: video, channel, priority, ...film }
      const key = `${video} storyboard`
      model.tasks[key] = newTask(model, key, video, place, { told: toldBy(film, place), reads: [] })
    },
  ],

  claim: ({ worker, step, limit }, { tasks, full }, { keys, alone }) => [
    (model) => {
      const due = Object.values(model.tasks).filter((task) => task.step === step && isWaiting(task) && !task.delayed)
      const claimed = tasks.map(({ taskId }) => taskAt(model, keys.get(taskId) ?? taskId))
      for (const task of claimed) must(due.includes(task), `a claim took '${task.key}', which is ${task.state}`)
      if (alone) {
        same('the number of claimed tasks', claimed.length, Math.min(limit, due.length))
        same('whether the claim was full', full, claimed.length === limit)
        inTheirTurn(model, claimed, due)
      }
      claimed.forEach((task, index) => take(model, task, worker, tasks[index]!))
    },
  ],

  start: ({ held }, answer) => [
    (model) => {
      const task = taskAt(model, held.key)
      same('start', answer, holds(task, held))
      if (answer) task.state = 'processing'
    },
  ],

  // Passes over a task that somebody else is moving: it is neither renewed nor told of.
  heartbeat: ({ held }, answer, { keys, alone, before, seen }) => [
    (model) => {
      const kept = new Set(answer.map((id) => keys.get(id)))
      for (const one of held) {
        const task = taskAt(model, one.key)
        const mayHold = holds(task, one) || (!alone && holds(taskAt(before, one.key), one))
        must(kept.has(one.key) ? mayHold : !holds(task, one), `the heartbeat of '${one.key}', attempt ${one.attempt}`)
        if (kept.has(one.key) && holds(task, one)) task.overdue = !alone && seen[one.key]?.overdue === true
      }
    },
  ],

  checkpoint: ({ held, value }, answer) => [
    (model) => {
      const task = taskAt(model, held.key)
      same('the checkpoint', answer, runs(task, held) ? 'saved' : 'lost')
      if (answer === 'saved') task.checkpoint = value
    },
  ],

  overrun: ({ keys }) => [
    (model) => {
      for (const task of keys.map((key) => taskAt(model, key))) task.overdue = isHeld(task)
    },
  ],

  wait: () => [
    (model) => {
      for (const task of Object.values(model.tasks)) task.delayed = false
    },
  ],
}

/** The most urgent first, and of those the ones that have waited longest. */
function inTheirTurn(model: Model, claimed: readonly Task[], due: readonly Task[]): void {
  const priority = (task: Task) => videoOf(model, task).priority
  for (const left of due.filter((task) => !claimed.includes(task))) {
    for (const task of claimed) {
      const later = priority(task) === priority(left) ? task.born > left.born : priority(task) < priority(left)
      must(!later, `a claim took '${task.key}' before '${left.key}'`)
    }
  }
}

type Claimed = Parameters<Rules['claim']>[1]['tasks'][number]

function take(model: Model, task: Task, worker: string, seen: Claimed): void {
  const earlier = task.mustRun ? [] : successesLike(model, task)
  const number = task.attempts.length + 1
  same(`the attempt of '${task.key}'`, [seen.attempt, seen.failures, seen.worker], [number, task.failures, worker])
  same(`what '${task.key}' is told`, toldIn(task.step, seen.parameters), task.told)
  same(`what '${task.key}' reads`, seen.inputs.map(fileLine).sort(), task.reads)
  same(`the checkpoint of '${task.key}'`, seen.checkpoint, task.checkpoint)
  same(`whether '${task.key}' can be taken over`, seen.reusable !== null, earlier.length > 0)
  const attempt = {
    worker,
    reading: readingOf(task),
    outcome: null,
    late: false,
    files: [],
    refused: false,
    scenes: null,
  }
  task.attempts.push(attempt)
  Object.assign(task, { state: 'claimed', delayed: false, overdue: false })
}

/** What may be taken over. */
export function successesLike(model: Model, task: Task): Attempt[] {
  const { channel } = videoOf(model, task)
  return Object.values(model.tasks)
    .filter((other) => videoOf(model, other).channel === channel)
    .flatMap(({ attempts }) => attempts)
    .filter(({ outcome, refused, reading }) => outcome === 'succeeded' && !refused && reading === readingOf(task))
}
