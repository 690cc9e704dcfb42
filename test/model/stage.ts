/** Where model and pipeline meet: each turn asks both, and holds what is seen against what is expected. */
import { brokenInvariants } from '../support/invariants.ts'
import { call } from './calls.ts'
import { createDigests, type Digests } from './digests.ts'
import { emptyModel, Mismatch, type Model } from './model.ts'
import type { Answers, Held, Operation } from './operations.ts'
import { staleTasks } from './remake.ts'
import { stepsOf, type Step, type Surroundings } from './rules.ts'
import { differences, readTables, tablesOf, type Tables } from './tables.ts'
import type { World } from './world.ts'

/** Turns between two looks at the invariants, which cost more than a turn. */
const TURNS_BETWEEN_INVARIANTS = 25

export interface Stage {
  world: World
  model: Model
  digests: Digests
  /** What was asked and answered, a line a turn. */
  log: string[]
  /** Asks all of these at the same time. Throws Mismatch where no order of them explains what is seen. */
  act(operations: readonly Operation[]): Promise<void>
  /** Throws Mismatch where the tables contradict themselves. */
  checkInvariants(): Promise<void>
}

export function createStage(world: World): Stage {
  const stage: Stage = {
    world,
    model: emptyModel(),
    digests: createDigests(),
    log: [],
    act: async (operations) => {
      Object.assign(stage.model, { turn: stage.model.turn + 1, expired: 0 })
      const line = stage.log.push(operations.map((one) => inWords(world, one)).join('\n  and ')) - 1
      const answers = await answersTo(world, operations)
      const tables = await readTables(world)
      for (const { key, task } of tables.ids) {
        world.tasks.set(key, task)
        world.keys.set(task, key)
      }
      stage.log[line] += `\n    => ${answers.map((answer) => inWords(world, answer)).join(' and ')}`
      stage.model = explain(stage, operations, answers, tables)
      stage.digests.remember(tables.ids, stage.model)
      const stale = staleTasks(stage.model).map(({ key }) => `'${key}'`)
      if (stale.length > 0) throw new Mismatch(`a film is done that was made of something else: ${stale.join(', ')}`)
      for (const { key, letter } of tables.ids) {
        const task = stage.model.tasks[key]
        if (task?.letter) task.letter.id = letter
      }
      takeInHand(world, operations, answers)
      if (stage.model.turn % TURNS_BETWEEN_INVARIANTS === 0) await stage.checkInvariants()
    },
    checkInvariants: async () => {
      const broken = await brokenInvariants(world.sql)
      if (broken.length > 0) throw new Mismatch(`invariants are broken: ${broken.join(' ')}`)
    },
  }
  return stage
}

async function answersTo(world: World, operations: readonly Operation[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(operations.map((operation) => call(world, operation)))
  const fault = settled.find((one) => one.status === 'rejected')
  if (fault) throw fault.reason
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value)
}

function takeInHand(world: World, operations: readonly Operation[], answers: readonly unknown[]): void {
  operations.forEach((operation, index) => {
    if (operation.do !== 'claim') return
    for (const claimed of (answers[index] as Answers['claim']).tasks) {
      const { taskId, attempt, worker } = claimed
      world.hold({ key: world.keys.get(taskId)!, attempt, worker, claimed })
    }
  })
}

/** The model as it is afterwards: after an order of events that leads to what is seen. */
function explain(stage: Stage, operations: readonly Operation[], answers: readonly unknown[], tables: Tables): Model {
  const { world, model, digests } = stage
  const surroundings: Surroundings = {
    before: structuredClone(model),
    keys: world.keys,
    seen: tables.tasks,
    alone: operations.length === 1,
    reusable: (held: Held) => world.holding(held).claimed.reusable,
  }
  const threads = operations.map((operation, index) => stepsOf(operation, answers[index], surroundings))
  const reasons = new Set<string>()
  const found = anyOrder(
    model,
    threads,
    (after) => {
      const different = [...differences(tables, tablesOf(after)), ...digests.contradictions(tables.ids, after)]
      for (const one of different) reasons.add(one)
      return different.length === 0
    },
    reasons,
  )
  if (found) return found
  throw new Mismatch(`no order of events explains what is seen: ${[...reasons].join('; ')}`)
}

/** Tries the steps of all threads in every order that keeps each thread's own. */
function anyOrder(
  model: Model,
  threads: readonly Step[][],
  fits: (model: Model) => boolean,
  reasons: Set<string>,
): Model | null {
  if (threads.every((steps) => steps.length === 0)) return fits(model) ? model : null
  for (const [index, [step, ...rest]] of threads.entries()) {
    if (!step) continue
    const next = structuredClone(model)
    try {
      step(next)
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error
      reasons.add(error.message)
      continue
    }
    const found = anyOrder(next, threads.with(index, rest), fits, reasons)
    if (found) return found
  }
  return null
}

/** Short enough to be read: a claim as `v1 clips 2 #3`. */
function inWords({ keys }: World, value: unknown): string {
  const text = JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member === 'string') return keys.get(member) ?? member
    if (member === null || typeof member !== 'object' || !('attempt' in member)) return member
    const { key, taskId, attempt } = member as { key?: string; taskId?: string; attempt: number }
    return `${key ?? keys.get(taskId ?? '')} #${attempt}`
  })
  return text.replaceAll('"', '')
}
