/** What becomes ready when a task ends well. Pure: counts in, keys out; the pipeline reads and writes the tables. */
import { GOOD_ENDS, type TaskState } from './states.ts'
import { STEP_NAMES, STEPS, type StepName } from './steps.ts'

/** Which task of a video. */
export interface TaskKey {
  step: StepName
  /** From 1; null where the step works on the whole video. */
  scene: number | null
}

/** How many tasks of one step are in one state: in the whole video, and in the one scene that `readyAfter` is called for. */
export interface StateCount {
  step: StepName
  state: TaskState
  /** Failed by a cancel, not by a fault. */
  cancelled: boolean
  /** In the whole video. */
  count: number
  inScene: number
}

/** The number of tasks in the plan of a video with that many scenes; with no scenes known yet, of its first step. */
export function plannedTasks(scenes: number): number {
  if (scenes === 0) return 1
  return plannedBySteps(scenes).reduce((sum, { tasks }) => sum + tasks, 0)
}

/** How many tasks each step has in a video with that many scenes, in the order of the plan. */
export function plannedBySteps(scenes: number): { step: StepName; tasks: number }[] {
  return STEP_NAMES.map((step) => ({ step, tasks: STEPS[step].perScene ? scenes : 1 }))
}

/**
 * The tasks that may run now because `ended` has ended well. A step whose effect leaves the system waits until nothing else is
 * being made, or made again, so the end of any task may be what it waited for. `counts` were read for the scene of `ended`, or TypeError is
 * thrown. A task that is named twice, as by two that end together, is the caller's to insert once.
 */
export function readyAfter(ended: TaskKey, counts: readonly StateCount[], scenes: number): TaskKey[] {
  const steps = STEP_NAMES.filter((step) => STEPS[step].dependsOn.includes(ended.step) || isLastWord(step, ended))
  return steps.flatMap((step) =>
    candidates(step, ended, scenes).filter((key) => isReady(key, ended, counts, scenes) && mayGoOut(key, counts)),
  )
}

function isLastWord(step: StepName, ended: TaskKey): boolean {
  return STEPS[step].oncePerVideo === true && step !== ended.step
}

function mayGoOut({ step }: TaskKey, counts: readonly StateCount[]): boolean {
  const others = counts.filter((row) => row.step !== step && row.count > 0)
  return !STEPS[step].oncePerVideo || others.every((row) => GOOD_ENDS.some((state) => state === row.state))
}

/** Whether `step` reads, directly or by way of others, what `source` makes. */
export function dependsOn(step: StepName, source: StepName): boolean {
  return STEPS[step].dependsOn.some((needed) => needed === source || dependsOn(needed, source))
}

function candidates(step: StepName, ended: TaskKey, scenes: number): TaskKey[] {
  if (!STEPS[step].perScene) return [{ step, scene: null }]
  if (ended.scene !== null) return [{ step, scene: ended.scene }]
  return Array.from({ length: scenes }, (_, index) => ({ step, scene: index + 1 }))
}

function isReady(key: TaskKey, ended: TaskKey, counts: readonly StateCount[], scenes: number): boolean {
  return STEPS[key.step].dependsOn.every((needed) => {
    const sameScene = STEPS[needed].perScene && STEPS[key.step].perScene
    if (sameScene && key.scene !== ended.scene) throw new TypeError('These are the counts of another scene.')
    const wanted = STEPS[needed].perScene && !sameScene ? scenes : 1
    return goodEnds(counts, needed, sameScene) >= wanted
  })
}

function goodEnds(counts: readonly StateCount[], step: StepName, inScene: boolean): number {
  return counts
    .filter((row) => row.step === step && GOOD_ENDS.some((state) => state === row.state))
    .reduce((sum, row) => sum + (inScene ? row.inScene : row.count), 0)
}
