import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plannedTasks, readyAfter, type StateCount, type TaskKey } from '../src/plan.ts'
import type { TaskState } from '../src/states.ts'
import { FIRST_STEP, LAST_STEP, STEP_NAMES, STEPS, STEPS_LAST_FIRST, type StepName } from '../src/steps.ts'

interface Task extends TaskKey {
  state: TaskState
}

/** What a task waits for, told a second time and in another way than by the code under test. */
function prerequisites({ step, scene }: TaskKey, scenes: number): string[] {
  const everyScene = Array.from({ length: scenes }, (_, index) => index + 1)
  return STEPS[step].dependsOn.flatMap((needed) => {
    if (!STEPS[needed].perScene) return [nameOf({ step: needed, scene: null })]
    return (scene === null ? everyScene : [scene]).map((one) => nameOf({ step: needed, scene: one }))
  })
}

function nameOf({ step, scene }: TaskKey): string {
  return `${step}[${scene ?? ''}]`
}

/** The tasks as Postgres counts them for the scene of a task. */
function countsOf(tasks: Iterable<Task>, inScene: number | null): StateCount[] {
  return [...tasks].map(({ step, state, scene }) => ({
    step,
    state,
    cancelled: false,
    count: 1,
    inScene: scene !== null && scene === inScene ? 1 : 0,
  }))
}

/** Ends the planned tasks of a video one by one; `choose` says which is next and how it ends. */
function playOut(scenes: number, choose: (waiting: Task[]) => { task: Task; end: TaskState }) {
  const tasks = new Map<string, Task>()
  const plan = (key: TaskKey) => {
    const missing = prerequisites(key, scenes).filter(
      (name) => !['completed', 'approved'].includes(tasks.get(name)?.state ?? 'not planned'),
    )
    expect(missing, `${nameOf(key)} is ready too early`).toEqual([])
    expect(tasks.has(nameOf(key)), `${nameOf(key)} is ready twice`).toBe(false)
    tasks.set(nameOf(key), { ...key, state: 'pending' })
  }
  plan({ step: FIRST_STEP, scene: null })
  for (;;) {
    const waiting = [...tasks.values()].filter(({ state }) => state === 'pending')
    if (waiting.length === 0) return tasks
    const { task, end } = choose(waiting)
    task.state = end
    if (end === 'failed') continue
    for (const key of readyAfter(task, countsOf(tasks.values(), task.scene), scenes)) plan(key)
  }
}

const anyScenes = fc.integer({ min: 1, max: 8 })
/** Drawn anew at each choice: fast-check finds the order of endings that breaks something. */
const anyOrder = fc.infiniteStream(fc.nat())
const anyGoodEnds = fc.infiniteStream(fc.constantFrom<TaskState>('completed', 'approved'))

describe('the plan of a video', () => {
  it('makes every task ready exactly once and never early, in whatever order tasks end well', () => {
    fc.assert(
      fc.property(anyScenes, anyOrder, anyGoodEnds, (scenes, order, ends) => {
        const tasks = playOut(scenes, (waiting) => ({
          task: waiting[order.next().value % waiting.length]!,
          end: ends.next().value,
        }))
        expect(tasks.size).toBe(plannedTasks(scenes))
      }),
    )
  })

  it('makes nothing ready that waits for a task that failed', () => {
    const anyEnds = fc.infiniteStream(fc.constantFrom<TaskState>('completed', 'completed', 'completed', 'failed'))
    fc.assert(
      fc.property(anyScenes, anyOrder, anyEnds, (scenes, order, ends) => {
        const tasks = playOut(scenes, (waiting) => ({
          task: waiting[order.next().value % waiting.length]!,
          end: ends.next().value,
        }))
        const failed = [...tasks.values()].some(({ step, state }) => step !== LAST_STEP && state === 'failed')
        expect(tasks.has(nameOf({ step: LAST_STEP, scene: null }))).toBe(!failed)
      }),
    )
  })

  it('goes on in one scene while the others are not done', () => {
    const tasks: Task[] = [
      { step: 'storyboard', scene: null, state: 'completed' },
      { step: 'composites', scene: 2, state: 'completed' },
      { step: 'narration', scene: 2, state: 'completed' },
      { step: 'composites', scene: 1, state: 'processing' },
    ]
    const ready = readyAfter({ step: 'narration', scene: 2 }, countsOf(tasks, 2), 3)
    expect(ready).toEqual([{ step: 'clips', scene: 2 }])
  })

  it('counts one task before the scenes are known, then one a scene or a video', () => {
    expect(plannedTasks(0)).toBe(1)
    expect(plannedTasks(1)).toBe(8)
    expect(plannedTasks(18)).toBe(3 + 5 * 18)
  })
})

describe('the steps', () => {
  it('depend only on steps that stand before them on the way to the film', () => {
    const far = (step: StepName) => STEPS_LAST_FIRST.indexOf(step)
    for (const step of STEP_NAMES)
      for (const needed of STEPS[step].dependsOn) expect(far(needed)).toBeGreaterThan(far(step))
  })

  it('are all in the order from the last to the first', () => {
    expect(new Set(STEPS_LAST_FIRST)).toEqual(new Set(STEP_NAMES))
    expect(STEPS_LAST_FIRST).toHaveLength(STEP_NAMES.length)
  })

  it('read only files of steps that must have ended before them', () => {
    const before = (step: StepName): StepName[] =>
      STEPS[step].dependsOn.flatMap((needed) => [needed, ...before(needed)])
    for (const step of STEP_NAMES) expect(before(step)).toEqual(expect.arrayContaining(Object.keys(STEPS[step].reads)))
  })
})
