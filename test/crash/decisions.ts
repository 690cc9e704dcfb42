/** What people ask for, each on a film that is in a state for it: whoever carries it out may die in the midst of it. */
import { BUILT_IN_VOICES, type StepName } from '@reelyard/core'
import type { ClaimedTask, Pipeline } from '@reelyard/pipeline'
import { workOff } from './results.ts'

export interface Decision {
  /** Gives the id of what it is about. */
  prepare(pipeline: Pipeline): Promise<string>
  /** Whether it has changed anything. */
  decide(pipeline: Pipeline, id: string): Promise<boolean>
  /** Each part in a transaction of its own: what is done stays done. */
  inParts?: true
}

const BY = { by: 'a person' }
const PERMANENT = {
  outcome: 'permanent',
  code: 'exit_65',
  message: 'bad input',
  exitCode: 65,
  signal: null,
  retryAfterSeconds: null,
  log: [],
  cost: null,
} as const

export const DECISIONS = {
  submit: {
    prepare: async () => '',
    decide: async (pipeline) => (await submit(pipeline)) !== '',
  },
  approve: {
    prepare: waitingForReview,
    decide: async (pipeline, id) => (await pipeline.approve(id, BY)).done,
  },
  reject: {
    prepare: waitingForReview,
    decide: async (pipeline, id) => (await pipeline.reject(id, BY)).done,
  },
  revise: {
    prepare: rejected,
    decide: async (pipeline, id) => (await pipeline.revise(id, BY)).done,
  },
  abandon: {
    prepare: rejected,
    decide: async (pipeline, id) => (await pipeline.abandon(id, BY)).done,
  },
  redrive: {
    prepare: async (pipeline) => (await failed(pipeline, ['assets'])).taskIds[0]!,
    decide: async (pipeline, id) => (await pipeline.redrive(id, BY)).done,
  },
  'redrive all': {
    prepare: async (pipeline) => (await failed(pipeline, ['assets', 'narration'])).videoId,
    decide: async (pipeline) => (await pipeline.redriveDeadLetters({}, BY)).redriven > 0,
    inParts: true,
  },
  drop: {
    prepare: async (pipeline) => (await failed(pipeline, ['assets', 'narration'])).videoId,
    decide: async (pipeline) => (await pipeline.dropDeadLetters({}, BY.by)).dropped.length > 0,
  },
  redo: {
    prepare: async (pipeline) => {
      const videoId = await submit(pipeline)
      await workOff(pipeline)
      return taskOf(pipeline, videoId, 'assets')
    },
    decide: async (pipeline, id) => (await pipeline.redo(id, BY)).done,
  },
  cancel: {
    prepare: async (pipeline) => {
      const { videoId } = await failed(pipeline, ['assets'])
      await pipeline.start(await claim(pipeline, 'narration'))
      return videoId
    },
    decide: async (pipeline, id) => (await pipeline.cancel(id, BY.by)) === 'cancelled',
  },
} as const satisfies Record<string, Decision>

export type DecisionName = keyof typeof DECISIONS

async function submit(pipeline: Pipeline, channel = 'default'): Promise<string> {
  const film = { title: 'A film', channel, scenes: [{ narration: 'Something is said.' }] }
  const { videoId, faults } = await pipeline.submit(film, BUILT_IN_VOICES)
  if (faults) throw new Error(JSON.stringify(faults))
  return videoId
}

async function waitingForReview(pipeline: Pipeline): Promise<string> {
  await pipeline.putChannel({ id: 'gated', name: 'gated', settings: { gates: { assets: {} } } })
  const videoId = await submit(pipeline, 'gated')
  await workOff(pipeline, ['storyboard', 'assets'])
  return taskOf(pipeline, videoId, 'assets')
}

async function rejected(pipeline: Pipeline): Promise<string> {
  const taskId = await waitingForReview(pipeline)
  await pipeline.reject(taskId, BY)
  return taskId
}

async function failed(pipeline: Pipeline, steps: readonly StepName[]) {
  const videoId = await submit(pipeline)
  await workOff(pipeline, ['storyboard'])
  const taskIds: string[] = []
  for (const step of steps) {
    const task = await claim(pipeline, step)
    await pipeline.start(task)
    await pipeline.fail(task, PERMANENT)
    taskIds.push(task.taskId)
  }
  return { videoId, taskIds }
}

async function claim(pipeline: Pipeline, step: StepName): Promise<ClaimedTask> {
  const { tasks } = await pipeline.claim({ step, limit: 1, worker: 'a worker', leaseSeconds: 600 })
  return tasks[0]!
}

async function taskOf(pipeline: Pipeline, videoId: string, step: StepName): Promise<string> {
  const video = await pipeline.getVideo(videoId)
  return video!.tasks.find((task) => task.step === step)!.id
}
