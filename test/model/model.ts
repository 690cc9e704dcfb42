/** What the model remembers: plain data, so that it can be cloned to try another order of events. */
import type { StepName, TaskState, VideoStatus } from '@reelyard/core'
import { isPerScene, placesOf, PLAN, type Film, type Made, type Place, type Told } from './plan.ts'

/** A key names a task in words: `v1 clips 2`. */
export type Key = string

export interface Attempt {
  worker: string
  /** What it was claimed to work on: two attempts with one reading make the same. */
  reading: string
  /** Null while it runs. */
  outcome: string | null
  /** Whether its worker came back when it was too late. */
  late: boolean
  files: Made[]
  /** A person would not have what its reading gives. */
  refused: boolean
  /** Of a storyboard: the scenes that it gave. */
  scenes: Film['scenes'] | null
}

interface Letter {
  /** Of the table; null until it was read there. */
  id: string | null
  code: string
  born: number
}

export interface Task extends Place {
  key: Key
  video: string
  state: TaskState
  failures: number
  told: Told
  /** What it is to be told when what it reads has been made again. */
  next: Told | null
  /** `step scene role sha256` of each file that it reads, sorted. */
  reads: string[]
  /** Nothing earlier may be taken over. */
  mustRun: boolean
  checkpoint: number | null
  /** Failed since its video was cancelled. */
  cancelled: boolean
  /** It waits, and may not run yet. */
  delayed: boolean
  /** Its lease is over, and nobody has noticed yet. */
  overdue: boolean
  letter: Letter | null
  /** The turn in which its job was sent. */
  born: number
  attempts: Attempt[]
}

export interface Video extends Film {
  name: string
  channel: ChannelName
  priority: number
}

export interface Model {
  turn: number
  videos: Record<string, Video>
  tasks: Record<Key, Task>
  /** Leases that were expired in this turn. */
  expired: number
}

export type ChannelName = keyof typeof CHANNELS

/** The channels of the model's world: where results wait for a person, how often and how soon a task is tried. */
export const CHANNELS = {
  plain: { gates: [], maxAttempts: 3, delays: [0] },
  gated: { gates: ['assets', 'assembly'], maxAttempts: 2, delays: [3600] },
  guarded: { gates: ['storyboard', 'narration', 'clips', 'publish'], maxAttempts: 4, delays: [0, 3600, 0] },
} as const satisfies Record<string, { gates: readonly StepName[]; maxAttempts: number; delays: readonly number[] }>

export function emptyModel(): Model {
  return { turn: 0, videos: {}, tasks: {}, expired: 0 }
}

export function keyOf(video: string, { step, scene }: Place): Key {
  return [video, step, ...(scene === null ? [] : [scene])].join(' ')
}

export function tasksOf(model: Model, video: string): Task[] {
  return Object.values(model.tasks).filter((task) => task.video === video)
}

export function isGood({ state }: Task): boolean {
  return state === 'completed' || state === 'approved'
}

export function isHeld({ state }: Task): boolean {
  return state === 'claimed' || state === 'processing'
}

export function isWaiting({ state }: Task): boolean {
  return state === 'pending' || state === 'retry'
}

/** What decides what a task makes. Only a publication belongs to its video. */
export function readingOf(task: Pick<Task, 'step' | 'told' | 'reads' | 'video'>): string {
  const told = Object.entries(task.told).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([task.step, told, task.reads, task.step === 'publish' ? task.video : null])
}

/** The video's status: what a person would call it who looks at all of its tasks. */
export function statusOf(model: Model, video: Video): VideoStatus {
  const tasks = tasksOf(model, video.name)
  const scenes = video.scenes.length
  const planned = scenes === 0 ? 1 : PLAN.flatMap((step) => placesOf(step, scenes)).length
  const good = tasks.filter(isGood).length
  if (scenes > 0 && good === planned) return 'completed'
  if (tasks.some(({ cancelled }) => cancelled)) return 'cancelled'
  if (tasks.some(({ state }) => state === 'failed')) return 'failed'
  if (tasks.some(({ state }) => state === 'awaiting_review' || state === 'rejected')) return 'awaiting_review'
  return tasks.every(({ step, state }) => step === 'storyboard' && state === 'pending') ? 'pending' : 'processing'
}

/** Thrown where the model cannot explain what was seen. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch'
}

/** Throws Mismatch unless the two are the same, as JSON. */
export function same(what: string, seen: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(seen), JSON.stringify(expected)]
  if (left !== right) throw new Mismatch(`${what}: is ${left}, but the model expects ${right}`)
}

export function must(holds: boolean, sentence: string): void {
  if (!holds) throw new Mismatch(sentence)
}

/** The task of that key. Throws Mismatch where the model has none. */
export function taskAt(model: Model, key: Key): Task {
  const task = model.tasks[key]
  if (!task) throw new Mismatch(`there is no task '${key}' in the model`)
  return task
}

export function videoOf(model: Model, task: Task): Video {
  const video = model.videos[task.video]
  if (!video) throw new Mismatch(`there is no video '${task.video}' in the model`)
  return video
}

/** Whether two places meet: the same scene, or one of them is for the whole video. */
export function meets(one: Place, other: Place): boolean {
  return !isPerScene(one.step) || !isPerScene(other.step) || one.scene === other.scene
}
