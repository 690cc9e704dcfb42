/**
 * What follows from a task that has ended well, as simply as it can be said: whoever needs it, and has all else that it needs,
 * is there, and works on what its needs have made last. Who works, or worked, on something else waits again.
 */
import { isGood, keyOf, meets, readingOf, tasksOf, videoOf, type Model, type Task } from './model.ts'
import { NEEDS, placesOf, PLAN, reads, toldBy, type Place, type Told } from './plan.ts'

export function followFrom(model: Model, ended: Task): void {
  const video = videoOf(model, ended)
  for (const step of PLAN.filter((step) => NEEDS[step].includes(ended.step))) {
    for (const place of placesOf(step, video.scenes.length).filter((place) => meets(place, ended))) {
      if (hasAllItNeeds(model, ended.video, place)) bringUpToDate(model, ended, place)
    }
  }
}

function bringUpToDate(model: Model, ended: Task, place: Place): void {
  const video = videoOf(model, ended)
  const key = keyOf(video.name, place)
  const fresh = { told: toldBy(video, place), reads: filesFor(model, video.name, place) }
  const task = model.tasks[key]
  if (!task) {
    model.tasks[key] = newTask(model, key, video.name, place, fresh)
    return
  }
  if (task.cancelled) return
  // Only the storyboard changes what others are told: a person's change of it outlives all else.
  const told = ended.step === 'storyboard' ? fresh.told : task.told
  if (readingOf({ ...task, told, reads: fresh.reads }) === readingOf(task)) return
  Object.assign(task, { told, reads: fresh.reads, checkpoint: null, mustRun: task.mustRun || task.step === 'publish' })
  waitAnew(model, task)
}

/** From whatever state; a task that waits keeps its job and its turn. */
function waitAnew(model: Model, task: Task): void {
  if (task.state === 'pending' || task.state === 'retry') return
  const attempt = task.attempts.at(-1)
  if (task.state === 'claimed' && attempt) attempt.outcome = 'released'
  else if (task.state === 'processing' && attempt) attempt.outcome = 'interrupted'
  else task.failures = 0
  wait(model, task)
}

/** A task of which a new job says that it is ready. */
export function wait(model: Model, task: Task, delayed = false): void {
  Object.assign(task, { state: 'pending', letter: null, born: model.turn, delayed, overdue: false })
}

export function newTask(
  model: Model,
  key: string,
  video: string,
  place: Place,
  fresh: { told: Told; reads: string[] },
): Task {
  return {
    ...{ ...place, key, video, ...fresh, state: 'pending', failures: 0, mustRun: false, checkpoint: null },
    ...{ cancelled: false, delayed: false, overdue: false, letter: null, born: model.turn, attempts: [] },
  }
}

function hasAllItNeeds(model: Model, video: string, place: Place): boolean {
  const scenes = model.videos[video]?.scenes.length ?? 0
  return NEEDS[place.step].every((step) =>
    placesOf(step, scenes)
      .filter((needed) => meets(needed, place))
      .every((needed) => {
        const task = model.tasks[keyOf(video, needed)]
        return task !== undefined && isGood(task)
      }),
  )
}

function filesFor(model: Model, video: string, place: Place): string[] {
  return tasksOf(model, video)
    .filter((task) => meets(task, place))
    .flatMap((task) =>
      (task.attempts.at(-1)?.files ?? [])
        .filter(({ role }) => reads(place.step, task.step, role))
        .map(({ role, sha256 }) => fileLine({ ...task, role, sha256 })),
    )
    .sort()
}

/** A file that a task reads, in one line. */
export function fileLine({
  step,
  scene,
  role,
  sha256,
}: {
  step: string
  scene: number | null
  role: string
  sha256: string
}) {
  return `${step} ${scene ?? '-'} ${role} ${sha256.slice(0, 12)}`
}
