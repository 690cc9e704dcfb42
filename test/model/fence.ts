/** Who may write: the newest attempt of a task that is held, and nobody else. */
import { isHeld, type Attempt, type Task } from './model.ts'
import type { Held } from './operations.ts'

export function holds(task: Task, { attempt }: Held): boolean {
  return task.attempts.length === attempt && isHeld(task)
}

export function runs(task: Task, held: Held): boolean {
  return holds(task, held) && task.state === 'processing'
}

export function newest(task: Task): Attempt {
  return task.attempts.at(-1)!
}
