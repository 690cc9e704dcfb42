/** Tasks in the hands of a worker that makes nothing. */
import { submit, type World } from './world.ts'

/** Id of a video's storyboard task. */
export async function storyboardIn(world: World, videoId: string): Promise<string> {
  const video = await world.pipeline.getVideo(videoId)
  return video!.tasks.find(({ step }) => step === 'storyboard')!.id
}

/** A storyboard that a worker runs, of a video that has just been ordered; `failForNow` lets it be tried again after that time. */
export async function claimedIn(world: World, delaySeconds = 0) {
  const videoId = await submit(world)
  const { tasks } = await world.pipeline.claim({ step: 'storyboard', limit: 1, worker: 'w', leaseSeconds: 60 })
  const task = tasks[0]!
  await world.pipeline.start(task)
  const nothing = { exitCode: 1, signal: null, log: ['one', 'two'], cost: 0.5 }
  return {
    videoId,
    task,
    path: `/v1/tasks/${task.taskId}`,
    failForNow: () =>
      world.pipeline.fail(task, {
        outcome: 'temporary',
        code: 'busy',
        message: 'Later.',
        retryAfterSeconds: delaySeconds,
        ...nothing,
      }),
  }
}
