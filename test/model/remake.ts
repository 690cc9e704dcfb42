/**
 * What follows from a task that has ended well, as simply as it can be said: whoever needs it, and has all else that it needs,
 * is there, and works on what its needs have made last. Who works, or worked, on something else waits again.
 */
import type { StepName } from '@reelyard/core'
import { isGood, keyOf, meets, readingOf, statusOf, tasksOf, videoOf, type Model, type Task } from './model.ts'
import { NEEDS, placesOf, PLAN, reads, toldBy, type Place, type Told } from './plan.ts'

export function followFrom(model: Model, ended: Task): void {
  const video = videoOf(model, ended)
  const isReader = ({ step }: Place) => NEEDS[step].includes(ended.step) || step === 'publish'
  const isReady = (place: Place) => isReader(place) && hasAllItNeeds(model, video.name, place)
  const places = PLAN.flatMap((step) => placesOf(step, video.scenes.length)).filter((place) => comesAfter(place, ended))
  // Where nobody who reads it can go on, something else is still to end.
  const isTurn = places.some((place) => isReady(place) && model.tasks[keyOf(video.name, place)])
  const again: Task[] = []
  for (const place of places) {
    const key = keyOf(video.name, place)
    const task = model.tasks[key]
    const files = isReady(place) ? filesFor(model, video.name, place) : null
    const told = toldBy(video, place)
    if (!task && files) model.tasks[key] = newTask(model, key, video.name, place, { told, reads: files })
    if (!task || task.cancelled || !isTurn) continue
    // Only the storyboard changes what others are told: a person's change of it outlives all else.
    const next = ended.step === 'storyboard' ? told : task.next
    if (next || files) lookAt(model, task, again, { told: next ?? task.told, reads: files ?? task.reads })
  }
}

/** Of a film that is done, the tasks that worked on something else than they are told, or than is there now: there are none. */
export function staleTasks(model: Model): Task[] {
  const films = Object.values(model.videos).filter((video) => statusOf(model, video) === 'completed')
  const latest = (task: Task) => ({ told: task.next ?? task.told, reads: filesFor(model, task.video, task) })
  return films
    .flatMap(({ name }) => tasksOf(model, name))
    .filter((task) => readingOf({ ...task, ...latest(task) }) !== readingOf(task))
}

/** Waits again for something else; but where what it reads is being made again, it is told so when that has ended. */
function lookAt(model: Model, task: Task, again: Task[], fresh: Pick<Task, 'told' | 'reads'>): void {
  const isSame = readingOf({ ...task, ...fresh }) === readingOf(task)
  const hasTurn = !again.some((other) => comesAfter(task, other)) && mayOpen(model, task)
  task.next = isSame || hasTurn ? null : fresh.told
  if (isSame || !hasTurn) return
  again.push(task)
  Object.assign(task, { ...fresh, checkpoint: null, mustRun: task.mustRun || task.step === 'publish' })
  waitAnew(model, task)
}

/** What leaves the system waits until nothing else of its video is being made. */
function mayOpen(model: Model, task: Task): boolean {
  return task.step !== 'publish' || tasksOf(model, task.video).every((other) => other === task || isGood(other))
}

/** Whether it reads, directly or by way of others, what the other makes. */
function comesAfter(task: Place, other: Place): boolean {
  const below = (step: StepName): boolean => NEEDS[step].some((needed) => needed === other.step || below(needed))
  return meets(task, other) && below(task.step)
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
    ...{ ...place, key, video, ...fresh, next: null, state: 'pending', failures: 0, mustRun: false, checkpoint: null },
    ...{ cancelled: false, delayed: false, overdue: false, letter: null, born: model.turn, attempts: [] },
  }
}

/** A publication leaves the house: it waits until nothing else is being made, or made again. */
function hasAllItNeeds(model: Model, video: string, place: Place): boolean {
  if (place.step === 'publish' && !tasksOf(model, video).every((task) => task.step === 'publish' || isGood(task)))
    return false
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
