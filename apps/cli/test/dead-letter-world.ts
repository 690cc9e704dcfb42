/** Dead letters of the test's own, made by the real pipeline, and the command that looks after them. */
import { randomUUID } from 'node:crypto'
import type { DeadLetterView } from '@reelyard/pipeline'
import { afterEach, beforeEach, expect } from 'vitest'
import { runCommand, type Outcome } from '../../../test/support/command.ts'
import { claimOne, database, failure, pipeline, submitted } from '../../../test/support/pipeline-world.ts'

/** An id that no letter has. */
export const ANY_ID = '6f9619ff-8b86-4011-b42d-00c04fc964ff'

/** What could steer a terminal. */
export const STEERING = /[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/u

/** Of the test's own: every order of a test is for it. */
export let channel: string
let videos: string[]

beforeEach(async () => {
  channel = `c-${randomUUID()}`
  videos = []
  await pipeline.putChannel({ id: channel, name: 'x' })
})

afterEach(async () => {
  for (const video of videos) await pipeline.cancel(video, 'test')
  await pipeline.dropDeadLetters({}, 'test')
})

/** Submits an order of the test's channel; what is left of it is cancelled when the test is over. */
export async function ordered(extra: object = {}): Promise<string> {
  const video = await submitted({ channel, ...extra })
  videos.push(video)
  return video
}

/** A task of a new video fails for good. */
export async function letter(error: { code?: string; message?: string } = {}): Promise<DeadLetterView> {
  await ordered()
  const task = await claimOne('storyboard')
  await pipeline.start(task)
  await pipeline.fail(task, { ...failure, outcome: 'permanent', code: 'no_quota', ...error })
  const newest = await newestLetter()
  expect(newest?.taskId).toBe(task.taskId)
  return newest!
}

export async function newestLetter(): Promise<DeadLetterView | undefined> {
  const { letters } = await pipeline.pageOfDeadLetters({ channel }, 1, null)
  return letters[0]
}

/** How many letters of the test's channel are open. */
export async function openCount(): Promise<number> {
  const counts = await pipeline.deadLetterCounts({ channel })
  return counts.reduce((sum, { count }) => sum + count, 0)
}

export function deadLetters(...args: string[]): Promise<Outcome> {
  return runCommand({ args: ['dead-letters', ...args], env: { DATABASE_URL: database.url } })
}

/** With --json: the exit code and what was said, which must be one document. */
export async function json(...args: string[]): Promise<{ code: number | null; value: unknown }> {
  const { code, out, err } = await deadLetters(...args, '--json')
  expect(err).toBe('')
  return { code, value: JSON.parse(out) }
}

export async function stateOf({ taskId }: DeadLetterView): Promise<string | undefined> {
  return (await pipeline.getTask(taskId!))?.state
}
