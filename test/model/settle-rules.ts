/** What the model expects of the end of an attempt: said by its worker, or by the sweeper. */
import { CHANNELS, same, taskAt, tasksOf, videoOf, type Attempt, type Model, type Task } from './model.ts'
import { holds, newest, runs } from './fence.ts'
import type { Held } from './operations.ts'
import { filesOf } from './plan.ts'
import { followFrom, wait } from './remake.ts'
import type { Rules } from './rules.ts'

type SettleKind = 'succeed' | 'reuse' | 'fail' | 'giveBack' | 'sweep'

export const SETTLE_RULES: Pick<Rules, SettleKind> = {
  succeed: ({ held, variant, scenes }, answer) => [
    (model) => {
      const task = taskAt(model, held.key)
      const made = { files: filesOf(task.step, variant), scenes: task.step === 'storyboard' ? scenes : null }
      settleWell(model, task, held, { ...made, outcome: 'succeeded' }, answer)
    },
  ],

  reuse: ({ held, there }, answer, { reusable, keys }) => [
    (model) => {
      const task = taskAt(model, held.key)
      const earlier = reusable(held)
      const attempt = earlier && taskAt(model, keys.get(earlier.taskId) ?? '').attempts[earlier.attempt - 1]
      if (!attempt || (!there && attempt.files.length > 0)) return same('the reuse', answer, 'gone')
      settleWell(model, task, held, { files: attempt.files, scenes: attempt.scenes, outcome: 'reused' }, answer)
    },
  ],

  fail: ({ held, outcome, code, retryAfter }, answer) => [
    (model) => {
      const task = taskAt(model, held.key)
      const { maxAttempts, delays } = CHANNELS[videoOf(model, task).channel]
      const final = outcome === 'permanent' || task.failures + 1 >= maxAttempts
      // A script that never ran has no passing failure: the table knows no such move.
      const moves = final ? holds(task, held) : runs(task, held)
      if (!settles(task, held, moves, answer)) return
      const delay = retryAfter ?? delays[Math.min(task.failures, delays.length - 1)] ?? 0
      failed(model, task, { outcome, code, final, delayed: delay > 0 })
    },
  ],

  giveBack: ({ held, event }, answer) => [
    (model) => {
      const task = taskAt(model, held.key)
      const from = event === 'release' ? 'claimed' : 'processing'
      if (!settles(task, held, holds(task, held) && task.state === from, answer)) return
      newest(task).outcome = event === 'release' ? 'released' : 'interrupted'
      wait(model, task)
    },
  ],

  // Each lease in a transaction of its own: others may come in between.
  sweep: (_operation, moved, { before }) => [
    ...Object.values(before.tasks)
      .filter(({ overdue }) => overdue)
      .map(({ key }) => (model: Model) => {
        const task = taskAt(model, key)
        if (task.overdue) expire(model, task)
      }),
    (model) => same('the number of expired leases', moved, model.expired),
  ],
}

/** Checks the answer of a settle. What came too late is evidence on its own attempt, and nothing else. */
function settles(task: Task, held: Held, moves: boolean, answer: string): boolean {
  same(`the settling of '${task.key}', attempt ${held.attempt}`, answer, moves ? 'settled' : 'lost')
  if (!moves) task.attempts[held.attempt - 1]!.late = true
  return moves
}

type Result = Pick<Attempt, 'files' | 'scenes' | 'outcome'>

function settleWell(model: Model, task: Task, held: Held, result: Result, answer: string): void {
  const video = videoOf(model, task)
  const made = tasksOf(model, video.name).some(({ scene }) => scene !== null)
  if (
    result.scenes &&
    made &&
    video.scenes.length !== result.scenes.length &&
    (runs(task, held) || answer !== 'lost')
  ) {
    return same('a storyboard with another number of scenes', answer, 'invalid')
  }
  if (!settles(task, held, runs(task, held), answer)) return
  Object.assign(newest(task), result)
  Object.assign(task, { mustRun: false, overdue: false })
  const gated = (CHANNELS[video.channel].gates as readonly string[]).includes(task.step)
  task.state = gated ? 'awaiting_review' : 'completed'
  if (gated) return
  if (result.scenes) video.scenes = result.scenes
  followFrom(model, task)
}

interface Failing {
  outcome: string
  code: string
  final: boolean
  delayed: boolean
}

function failed(model: Model, task: Task, { outcome, code, final, delayed }: Failing): void {
  newest(task).outcome = outcome
  task.failures += 1
  task.overdue = false
  if (final) Object.assign(task, { state: 'failed', letter: { id: null, code, born: model.turn } })
  else Object.assign(task, { state: 'retry', born: model.turn, delayed })
}

function expire(model: Model, task: Task): void {
  const final = task.failures + 1 >= CHANNELS[videoOf(model, task).channel].maxAttempts
  failed(model, task, { outcome: 'lost', code: 'lease_expired', final, delayed: false })
  model.expired += 1
}
