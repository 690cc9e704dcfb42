/** What goes on when a worker is killed: the works that each story brings about, so that their crash points are met. */
import { randomUUID } from 'node:crypto'
import { BUILT_IN_VOICES, STEP_NAMES, type StepName } from '@reelyard/core'
import type { Pipeline } from '@reelyard/pipeline'
import type { MortalWorker } from './mortal.ts'
import { ARTIFACT_BYTES, workOff } from './results.ts'

export interface Story {
  /** The works, as they stand before the slash of a crash point, that are cut off here. */
  works: readonly string[]
  /** What there is before the worker starts. */
  prepare(pipeline: Pipeline): Promise<void>
  worker: Omit<MortalWorker, 'databaseUrl' | 'folder' | 'deadly'>
  /** When a worker that lives has done it all: the film is complete, no lease is over, or it has ended by itself. */
  until: 'complete' | 'expired' | 'stopped'
  /** Where a point is met more than once: when the worker dies there. */
  dies: 'first time' | 'last time'
}

const WORKER: Story['worker'] = { steps: STEP_NAMES, slots: 1, maxInputBytes: 1e9, leaseSeconds: 15, holds: null }

/** Looked at every quarter of a second. */
const SHORT_LEASE_SECONDS = 1

export const STORIES = {
  'a film with a review, a passing fault and one for good': {
    works: ['claim', 'start', 'checkpoint', 'succeed', 'review', 'retry', 'fail'],
    prepare: async (pipeline) => {
      await channels(pipeline)
      await order(pipeline, 'patient')
    },
    worker: WORKER,
    until: 'complete',
    dies: 'first time',
  },
  'a film of which one part is made again': {
    works: ['succeed'],
    prepare: async (pipeline) => {
      await channels(pipeline)
      await order(pipeline, 'plain')
      await workOff(pipeline)
      const [video] = (await pipeline.pageOfVideos(1, null)).videos
      const { tasks } = (await pipeline.getVideo(video!.id))!
      await pipeline.redo(tasks.find(({ step }) => step === 'assets')!.id, { by: 'a person' })
    },
    worker: WORKER,
    until: 'complete',
    dies: 'last time',
  },
  'leases that are over, with attempts left and spent': {
    works: ['sweep', 'expire'],
    prepare: async (pipeline) => {
      await channels(pipeline)
      await order(pipeline, 'patient')
      await order(pipeline, 'impatient')
      const ghost = { worker: 'ghost', leaseSeconds: 0.001 }
      const { tasks } = await pipeline.claim({ step: 'storyboard', limit: 2, ...ghost })
      await pipeline.start(tasks[0]!)
    },
    worker: { ...WORKER, steps: [], leaseSeconds: SHORT_LEASE_SECONDS },
    until: 'expired',
    dies: 'first time',
  },
  'a stop while one script runs and one waits for room': {
    works: ['release', 'interrupt'],
    prepare: async (pipeline) => {
      await channels(pipeline)
      await order(pipeline, 'plain', 2)
      await workOff(pipeline, ['storyboard', 'assets'])
    },
    worker: { ...WORKER, steps: ['composites'], slots: 2, maxInputBytes: 1.5 * ARTIFACT_BYTES, holds: 'composites' },
    until: 'stopped',
    dies: 'first time',
  },
} as const satisfies Record<string, Story>

async function channels(pipeline: Pipeline): Promise<void> {
  const put = (id: string, maxAttempts: number, gates: Partial<Record<StepName, object>>) =>
    pipeline.putChannel({ id, name: id, settings: { gates, retry: { maxAttempts, delaysSeconds: [0] } } })
  await put('patient', 4, { assets: {} })
  await put('impatient', 1, {})
  await put('plain', 4, {})
}

async function order(pipeline: Pipeline, channel: string, scenes = 1): Promise<void> {
  const film = { title: 'A film', channel, scenes: Array.from({ length: scenes }, () => ({ narration: randomUUID() })) }
  const { faults } = await pipeline.submit(film, BUILT_IN_VOICES)
  if (faults) throw new Error(JSON.stringify(faults))
}
