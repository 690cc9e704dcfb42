/** What the model expects when people decide. */
import { must, readingOf, same, statusOf, taskAt, tasksOf, videoOf, type Model, type Task } from './model.ts'
import { successesLike } from './claim-rules.ts'
import type { Filter, Operations } from './operations.ts'
import { changeOf } from './plan.ts'
import { followFrom, wait } from './remake.ts'
import type { Rules, Step } from './rules.ts'

type PersonKind =
  | 'cancel'
  | 'approve'
  | 'reject'
  | 'abandon'
  | 'revise'
  | 'redo'
  | 'redrive'
  | 'redriveAll'
  | 'drop'
  | 'look'
  | 'list'

export const PERSON_RULES: Pick<Rules, PersonKind> = {
  cancel: ({ video }, answer) => [
    (model) => {
      const ended = ['completed', 'approved', 'failed']
      const open = tasksOf(model, video).filter(({ state }) => !ended.includes(state))
      same('the cancel', answer, open.length > 0 ? 'cancelled' : 'ended')
      for (const task of open) cancelTask(task)
      if (open.length > 0) for (const task of tasksOf(model, video)) task.letter = null
    },
  ],

  approve: ({ key }, answer) => [
    (model) => {
      const task = taskAt(model, key)
      if (!decides(task, ['awaiting_review'], answer)) return
      task.state = 'approved'
      videoOf(model, task).scenes = task.attempts.at(-1)!.scenes ?? videoOf(model, task).scenes
      followFrom(model, task)
    },
  ],

  reject: ({ key }, answer) => [
    (model) => {
      const task = taskAt(model, key)
      if (!decides(task, ['awaiting_review'], answer)) return
      for (const like of successesLike(model, task)) like.refused = true
      task.state = 'rejected'
      task.attempts.at(-1)!.outcome = 'rejected'
    },
  ],

  abandon: ({ key }, answer) => [
    (model) => {
      const task = taskAt(model, key)
      if (!decides(task, ['rejected'], answer)) return
      // What was rejected must not come back.
      const letter = { id: null, code: 'abandoned', born: model.turn }
      Object.assign(task, { state: 'failed', letter, mustRun: true, checkpoint: null })
    },
  ],

  revise: (asked, answer) => [(model) => runAgain(model, 'revise', asked, answer)],
  redo: (asked, answer) => [(model) => runAgain(model, 'redo', asked, answer)],
  redrive: (asked, answer) => [(model) => runAgain(model, 'redrive', asked, answer)],

  redriveAll: ({ filter, slowly, preview }, report, { keys, before, alone }) => {
    let redriven = 0
    const items = report.items.map((item): Step => {
      const delayed = slowly && redriven > 0
      if (item.done) redriven += 1
      return (model) => {
        const task = taskAt(model, keys.get(item.taskId ?? '') ?? '')
        const open = task.letter !== null && (task.letter.id ?? item.id) === item.id
        if (!open) return must(!item.done && item.code === 'already_ended', `the letter of '${task.key}' had ended`)
        must(matches(model, task, filter), `the letter of '${task.key}' does not match`)
        same(
          `the redrive of '${task.key}'`,
          item.done || item.code,
          isCancelled(model, task) ? 'video_cancelled' : true,
        )
        if (item.done && !preview) again(model, task, 'redrive', delayed)
      }
    })
    const all = (model: Model) => {
      const touched = new Set(report.items.map(({ taskId }) => keys.get(taskId ?? '')))
      const passed = openLetters(model, filter).filter(({ key }) => !touched.has(key) && before.tasks[key]?.letter)
      same(
        'the letters that were passed over',
        passed.map(({ key }) => key),
        [],
      )
      same('the count of the redriven', [report.redriven, report.refused], [redriven, items.length - redriven])
      if (alone)
        oldestFirst(
          before,
          report.items.map(({ taskId }) => keys.get(taskId ?? '') ?? ''),
        )
    }
    return [...items, all]
  },

  drop: ({ filter }, answer) => [
    (model) => {
      const open = openLetters(model, filter)
      const ids = new Set(open.map(({ letter }) => letter!.id))
      must(
        answer.every((id) => ids.has(id) || ids.has(null)),
        'a letter was dropped that was not open',
      )
      same('the number of dropped letters', answer.length, open.length)
      for (const task of open) task.letter = null
    },
  ],

  look: ({ video }, answer) => [
    (model) => {
      same('the status', answer.status, statusOf(model, model.videos[video]!))
      const states = tasksOf(model, video).map((task) => `${task.step} ${task.scene ?? '-'} ${task.state}`)
      same('the states', answer.states.toSorted(), states.sort())
    },
  ],

  list: ({ filter }, answer) => [
    (model) => {
      const born = new Map(openLetters(model, filter).map(({ letter }) => [letter!.id, letter!.born]))
      const turns = answer.map((id) => born.get(id))
      same('the number of listed letters', new Set(answer).size, born.size)
      same(
        'the turns of the listed letters',
        turns,
        [...born.values()].sort((a, b) => b - a),
      )
    },
  ],
}

function cancelTask(task: Task): void {
  const attempt = task.attempts.at(-1)
  if (attempt && attempt.outcome === null) attempt.outcome = 'cancelled'
  Object.assign(task, { state: 'failed', cancelled: true, overdue: false, delayed: false })
}

function decides(task: Task, from: string[], answer: string): boolean {
  const allowed = from.includes(task.state)
  same(`the decision on '${task.key}', which is ${task.state},`, answer, allowed ? 'done' : 'wrong_state')
  return allowed
}

const FROM = { revise: ['rejected'], redo: ['completed', 'approved'], redrive: ['failed'] }

function runAgain(model: Model, event: keyof typeof FROM, asked: Operations['redo'], answer: string): void {
  const task = taskAt(model, asked.key)
  const reasons = [
    ...(isCancelled(model, task) ? ['video_cancelled'] : []),
    ...(asked.change === 'bad' ? ['invalid_change'] : []),
    ...(FROM[event].includes(task.state) ? [] : ['wrong_state']),
  ]
  const expected = reasons.length === 0 ? ['done'] : reasons
  must(
    expected.includes(answer),
    `${event} of '${task.key}' (${task.state}): ${answer}, expected ${expected.join(' or ')}`,
  )
  if (answer !== 'done') return
  const told = typeof asked.change === 'number' ? changeOf(task.step, asked.change).told : {}
  again(model, task, event, false, told)
}

/** A redrive goes on where the task was, unless it is told something else. */
function again(model: Model, task: Task, event: string, delayed: boolean, told: object = {}): void {
  const reading = readingOf(task)
  Object.assign(task, { told: { ...(task.next ?? task.told), ...told }, next: null })
  if (event !== 'redrive' || readingOf(task) !== reading) task.checkpoint = null
  if (event !== 'redrive' || task.step === 'publish') task.mustRun = true
  task.failures = 0
  wait(model, task, delayed)
}

function isCancelled(model: Model, { video }: Task): boolean {
  return tasksOf(model, video).some(({ cancelled }) => cancelled)
}

function openLetters(model: Model, filter: Filter): Task[] {
  return Object.values(model.tasks).filter((task) => task.letter && matches(model, task, filter))
}

function matches(model: Model, task: Task, { step, channel, code }: Filter): boolean {
  const one = <Value>(wanted: Value | undefined, found: Value) => wanted === undefined || wanted === found
  return one(step, task.step) && one(channel, videoOf(model, task).channel) && one(code, task.letter?.code)
}

function oldestFirst(before: Model, keys: readonly string[]): void {
  const born = keys.map((key) => taskAt(before, key).letter?.born ?? 0)
  must(
    born.every((turn, index) => index === 0 || born[index - 1]! <= turn),
    'letters were not redriven oldest first',
  )
}
