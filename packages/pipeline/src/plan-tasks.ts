/** Inserts the tasks that have become ready and sends their jobs, in the transaction that made them ready. */
import { randomUUID } from 'node:crypto'
import {
  FIRST_STEP,
  inputDigest,
  retryPolicyOf,
  STEPS,
  type ChannelSettings,
  type Scene,
  type StepName,
  type TaskKey,
} from '@reelyard/core'
import {
  insertTasks,
  notifyReady,
  taskOutputs,
  type FreshInputs,
  type NewTask,
  type TaskInput,
  type Transaction,
} from '@reelyard/db'
import type { Queue } from '@reelyard/queue'
import type { AcceptedOrder } from './accepted-order.ts'
import { allOf } from './all-of.ts'
import { parametersOf } from './parameters.ts'

export interface PlanScope {
  videoId: string
  order: AcceptedOrder
  settings: ChannelSettings
  priority: number
  /** 0 before the storyboard is made. */
  sceneCount: number
  /** By number: at least those whose tasks are planned. */
  scenes: ReadonlyMap<number, Scene>
}

/** A task as it would be told to work now. */
export type PlannedTask = NewTask

/** A task that is there already is left alone, so planning twice is harmless; returns those, as they would be planned now. */
export async function planTasks(
  tx: Transaction,
  queue: Queue,
  scope: PlanScope,
  keys: readonly TaskKey[],
): Promise<PlannedTask[]> {
  if (keys.length === 0) return []
  const files = await filesFor(tx, scope.videoId, keys)
  const planned = keys.map((key) => newTask(scope, key, files))
  const inserted = new Set(await insertTasks(tx, planned))
  const ready = planned.filter((task) => inserted.has(task.id))
  const steps = [...new Set(ready.map((task) => task.step))]
  await allOf([...steps.map((step) => queue.send(tx, step, jobsOf(ready, step))), notifyReady(tx, steps)])
  return planned.filter((task) => !inserted.has(task.id))
}

/** Plans the first task of videos that are new, all in one go. */
export async function planFirstTasks(tx: Transaction, queue: Queue, scopes: readonly PlanScope[]): Promise<void> {
  if (scopes.length === 0) return
  const tasks = scopes.map((scope) => newTask(scope, { step: FIRST_STEP, scene: null }, []))
  await allOf([
    insertTasks(tx, tasks),
    queue.send(tx, FIRST_STEP, jobsOf(tasks, FIRST_STEP)),
    notifyReady(tx, [FIRST_STEP]),
  ])
}

/** What a task that there is already is to work on, when it runs again. */
export function freshInputs(
  scope: PlanScope,
  task: TaskKey & { inputDigest: string },
  { parameters, inputs }: { parameters: unknown; inputs: readonly TaskInput[] },
  mustRun = false,
): FreshInputs {
  const inputDigest = digestOf(scope, task.step, parameters, inputs)
  return {
    parameters,
    inputs,
    inputDigest,
    maxAttempts: retryPolicyOf(scope.settings, task.step).maxAttempts,
    // A step whose effect belongs to its video must have its effect again.
    mustRun: mustRun || STEPS[task.step].oncePerVideo === true,
    dropCheckpoint: mustRun || inputDigest !== task.inputDigest,
  }
}

function digestOf(scope: PlanScope, step: StepName, parameters: unknown, inputs: readonly TaskInput[]): string {
  const implementation = [
    scope.settings.commands[step] ?? STEPS[step].version,
    STEPS[step].oncePerVideo ? scope.videoId : null,
  ]
  return inputDigest({ step, implementation, parameters, inputs })
}

function jobsOf(tasks: readonly NewTask[], step: StepName) {
  return tasks
    .filter((task) => task.step === step)
    .map((task) => ({ id: task.jobId, taskId: task.id, priority: task.priority }))
}

/** The artifacts that any of the tasks reads, in one query. */
async function filesFor(tx: Transaction, videoId: string, keys: readonly TaskKey[]): Promise<TaskInput[]> {
  const steps = [...new Set(keys.flatMap((key) => Object.keys(STEPS[key.step].reads) as StepName[]))]
  if (steps.length === 0) return []
  const scenes = new Set(keys.map((key) => key.scene))
  const [only = null] = scenes.size === 1 ? scenes : []
  return taskOutputs(tx, videoId, steps, only)
}

function newTask(scope: PlanScope, key: TaskKey, files: readonly TaskInput[]): NewTask {
  const parameters = parametersOf(key, scope)
  const inputs = [...files.filter((file) => reads(key, file)), ...picturesOf(scope, key)]
  return {
    ...key,
    id: randomUUID(),
    jobId: randomUUID(),
    videoId: scope.videoId,
    maxAttempts: retryPolicyOf(scope.settings, key.step).maxAttempts,
    priority: scope.priority,
    parameters,
    inputs,
    inputBytes: inputs.reduce((sum, file) => sum + file.bytes, 0),
    inputDigest: digestOf(scope, key.step, parameters, inputs),
  }
}

function reads(key: TaskKey, file: TaskInput): boolean {
  const roles = STEPS[key.step].reads[file.step as StepName]
  if (!roles) return false
  const sameScene = key.scene === null || file.scene === null || file.scene === key.scene
  return sameScene && (roles.includes('*') || roles.includes(file.role))
}

/** The picture that the order brought for a scene goes to the assets step. */
function picturesOf({ order, scenes }: PlanScope, key: TaskKey): TaskInput[] {
  if (key.step !== 'assets' || key.scene === null) return []
  const id = scenes.get(key.scene)?.image
  const picture = id === undefined ? undefined : order.pictures[id]
  return picture ? [{ role: 'picture', step: 'order', scene: key.scene, ...picture }] : []
}
