/** Each operation as it is asked of the real pipeline. */
import { BUILT_IN_VOICES, PRIORITIES, PRIORITY_RANK } from '@reelyard/core'
import { ClaimLostError, InvalidResultError, type Decided } from '@reelyard/pipeline'
import type { Answers, Kind, Operation, Operations } from './operations.ts'
import { changeOf, filesOf } from './plan.ts'
import type { World } from './world.ts'

/** Longer than any run: leases end when the model says so. */
const LEASE_SECONDS = 7_200

const CALLS: { [K in Kind]: (world: World, operation: Operations[K]) => Promise<Answers[K]> } = {
  submit: async ({ pipeline, videos }, { video, channel, title, ordered, priority }) => {
    const name = PRIORITIES.find((one) => PRIORITY_RANK[one] === priority)
    const order = { title, channel, priority: name, scenes: ordered.map((narration) => ({ narration })) }
    const { videoId, faults } = await pipeline.submit(order, BUILT_IN_VOICES)
    if (faults) throw new Error(`The order was refused: ${JSON.stringify(faults)}`)
    videos.set(video, videoId)
    return 'done'
  },

  claim: ({ pipeline }, asked) => pipeline.claim({ ...asked, leaseSeconds: LEASE_SECONDS }),

  start: ({ pipeline, holding }, { held }) => pipeline.start(holding(held).claimed),

  heartbeat: ({ pipeline, holding }, { worker, held }) => {
    const tasks = held.map((one) => holding(one).claimed)
    return pipeline.heartbeat(worker, tasks, LEASE_SECONDS)
  },

  checkpoint: ({ pipeline, holding }, { held, value }) =>
    pipeline.checkpoint(holding(held).claimed, value).then(
      () => 'saved' as const,
      (error: unknown) => expectFault(error, ClaimLostError, 'lost' as const),
    ),

  succeed: ({ pipeline, holding }, { held, variant, scenes }) => {
    const task = holding(held).claimed
    const artifacts = filesOf(task.step, variant).map((file) => ({ ...file, bytes: 10, mediaType: 'text/plain' }))
    const result = task.step === 'storyboard' ? { scenes } : null
    return pipeline
      .succeed(task, { outcome: 'succeeded', artifacts, result, log: [], cost: null })
      .catch((error: unknown) => expectFault(error, InvalidResultError, 'invalid' as const))
  },

  reuse: ({ pipeline, holding }, { held, there }) =>
    pipeline
      .reuse(holding(held).claimed, async () => there)
      .catch((error: unknown) => expectFault(error, InvalidResultError, 'invalid' as const)),

  fail: ({ pipeline, holding }, { held, outcome, code, retryAfter }) =>
    pipeline.fail(holding(held).claimed, {
      ...{ outcome, code, message: 'it failed', retryAfterSeconds: retryAfter },
      ...{ exitCode: null, signal: null, log: [], cost: null },
    }),

  giveBack: ({ pipeline, holding }, { held, event }) => pipeline.giveBack(holding(held).claimed, event, 'given back'),

  overrun: async ({ sql, tasks }, { keys }) => {
    const ids = keys.map((key) => tasks.get(key) ?? null)
    await sql`
      update tasks set lease_until = now() - interval '1 second'
       where id = any(${ids}::uuid[]) and state in ('claimed', 'processing')`
    return 'done'
  },

  wait: async ({ sql }) => {
    await sql`update tasks set run_after = now() where run_after > now()`
    await sql`update pgboss.job set start_after = now() where start_after > now()`
    return 'done'
  },

  sweep: async ({ pipeline }, { sweepers }) => {
    const moved = await Promise.all(Array.from({ length: sweepers }, () => pipeline.sweep(0)))
    return moved.reduce((sum, count) => sum + count, 0)
  },

  cancel: ({ pipeline, videos }, { video }) => pipeline.cancel(videos.get(video)!, 'somebody'),
  approve: ({ pipeline, tasks }, { key }) => decided(pipeline.approve(tasks.get(key)!, BY)),
  reject: ({ pipeline, tasks }, { key }) => decided(pipeline.reject(tasks.get(key)!, BY)),
  abandon: ({ pipeline, tasks }, { key }) => decided(pipeline.abandon(tasks.get(key)!, BY)),
  revise: ({ pipeline, tasks }, asked) => decided(pipeline.revise(tasks.get(asked.key)!, rerun(asked))),
  redo: ({ pipeline, tasks }, asked) => decided(pipeline.redo(tasks.get(asked.key)!, rerun(asked))),
  redrive: ({ pipeline, tasks }, asked) => decided(pipeline.redrive(tasks.get(asked.key)!, rerun(asked))),

  // One in a thousand seconds: all but the first are delayed.
  redriveAll: ({ pipeline }, { filter, slowly, preview }) =>
    pipeline.redriveDeadLetters(filter, { ...BY, preview, ...(slowly ? { perSecond: 0.001 } : {}) }),
  drop: async ({ pipeline }, { filter }) => (await pipeline.dropDeadLetters(filter, BY.by)).dropped,

  look: async ({ pipeline, videos }, { video }) => {
    const view = await pipeline.getVideo(videos.get(video)!)
    const states = view?.tasks.map(({ step, scene, state }) => `${step} ${scene ?? '-'} ${state}`)
    return { status: view?.status, states: states ?? [] }
  },

  list: async ({ pipeline }, { filter }) => {
    const ids: string[] = []
    for (let cursor: string | null = null; ;) {
      const page = await pipeline.pageOfDeadLetters(filter, 2, cursor)
      ids.push(...page.letters.map(({ id }) => id))
      if ((cursor = page.nextCursor) === null) return ids
    }
  },
}

const BY = { by: 'somebody' }

/** Asks the pipeline. Rejects for what no operation may answer with. */
export function call(world: World, operation: Operation): Promise<unknown> {
  const ask = CALLS[operation.do] as (world: World, operation: Operation) => Promise<unknown>
  return ask(world, operation)
}

function expectFault<Answer>(error: unknown, kind: abstract new (...given: never[]) => Error, answer: Answer): Answer {
  if (error instanceof kind) return answer
  throw error
}

async function decided(answer: Promise<Decided>): Promise<string> {
  const { done, ...refusal } = await answer
  return done ? 'done' : (refusal as { code: string }).code
}

function rerun({ key, change }: Operations['redo']) {
  if (change === null) return BY
  if (change === 'bad') return { ...BY, parameters: { nothing: 'of that name' } }
  return { ...BY, parameters: changeOf(stepIn(key), change).patch }
}

function stepIn(key: string) {
  return key.split(' ')[1] as Parameters<typeof changeOf>[0]
}
