/** One limit over all steps of a worker: tasks in flight, and bytes of their input. */
import type { ClaimedTask } from '@reelyard/pipeline'

export interface Slots {
  /** How many tasks may be claimed now. None while a claimed task waits for room. */
  free(): number
  take(task: ClaimedTask): void
  leave(task: ClaimedTask): void
  /** Its input is larger than the whole limit: no worker of this size has room for it beside another's input. */
  isOversized(task: ClaimedTask): boolean
  /**
   * Waits until the task's input fits beside those that run; an oversized one runs when no other input is in flight. A
   * task without input never waits. False when `signal` aborts first.
   */
  room(task: ClaimedTask, signal: AbortSignal): Promise<boolean>
}

export function createSlots(limit: { tasks: number; bytes: number }): Slots {
  const taken = new Set<ClaimedTask>()
  const running = new Set<ClaimedTask>()
  const waiting: { task: ClaimedTask; admit: () => void }[] = []

  function fits(task: ClaimedTask): boolean {
    const bytes = [...running].reduce((sum, other) => sum + other.inputBytes, 0)
    return bytes === 0 || bytes + task.inputBytes <= limit.bytes
  }

  /** First come, first served: a large task is not overtaken for ever by small ones. */
  function admitWaiting(): void {
    for (let next = waiting[0]; next && fits(next.task); next = waiting[0]) {
      waiting.shift()
      running.add(next.task)
      next.admit()
    }
  }

  return {
    free: () => (waiting.length > 0 ? 0 : limit.tasks - taken.size),
    take: (task) => void taken.add(task),
    leave: (task) => {
      taken.delete(task)
      running.delete(task)
      admitWaiting()
    },
    isOversized: (task) => task.inputBytes > limit.bytes,
    room: (task, signal) => {
      if (task.inputBytes === 0) return Promise.resolve(!signal.aborted)
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const entry = { task, admit: () => resolve(true) }
      waiting.push(entry)
      signal.addEventListener('abort', () => {
        const index = waiting.indexOf(entry)
        if (index >= 0) waiting.splice(index, 1)
        resolve(false)
        admitWaiting()
      })
      if (signal.aborted) {
        waiting.pop()
        resolve(false)
      }
      admitWaiting()
      return promise
    },
  }
}
