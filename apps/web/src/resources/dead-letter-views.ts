/** Dead letters between the pipeline and the API. */
import type {
  AttemptView,
  DeadLetterFilter,
  DeadLetterView,
  NamedRefusal,
  PartialRedrive,
  RedriveItem,
  TaskHistory,
} from '@reelyard/pipeline'
import type {
  DropResource,
  LetterFilter,
  LetterPageResource,
  RedriveResource,
  WholeLetterResource,
} from './dead-letters.ts'

/** As the pipeline takes it. */
export function filterOf(
  { step, channel, code, failedAfter, failedBefore }: LetterFilter,
  channels: readonly string[] | null,
  ids?: readonly string[],
): DeadLetterFilter {
  return {
    channels,
    ...(ids && { ids }),
    ...(step && { step }),
    ...(channel !== undefined && { channel }),
    ...(code !== undefined && { code }),
    ...(failedAfter !== undefined && { since: new Date(failedAfter).toISOString() }),
    ...(failedBefore !== undefined && { until: new Date(failedBefore).toISOString() }),
  }
}

/** A letter in a page. */
export function letterOf(view: DeadLetterView): LetterPageResource['deadLetters'][number] {
  const { id, taskId, channel, step, scene, code, message, attempt, failedAt, endedAt, ending, endedBy, taskState } =
    view
  return {
    ...{ id, taskId, channel, step, scene, code, message, attempt, failedAt, endedAt, ending, endedBy, taskState },
    video: view.videoId === null ? null : { id: view.videoId, title: view.videoTitle ?? '' },
    links: { self: `/v1/dead-letters/${id}`, task: taskId === null ? null : `/v1/tasks/${taskId}` },
  }
}

/** A letter by itself. */
export function wholeLetterOf(view: DeadLetterView & { task: TaskHistory | null }): WholeLetterResource {
  const { origin, payload, task } = view
  const attempts = task?.attempts.map(attemptOf) ?? []
  return { ...letterOf(view), origin, payload, parameters: task?.parameters ?? null, attempts }
}

function attemptOf({ number, worker, startedAt, endedAt, outcome, error, log }: AttemptView) {
  return { number, worker, startedAt, endedAt, outcome, error, log: log ?? [] }
}

const SHOWN = 1_000

/** What became of each letter. */
export function redriveOf({ items, ...report }: PartialRedrive): RedriveResource {
  return { ...report, items: items.slice(0, SHOWN).map(itemOf), truncated: items.length > SHOWN }
}

function itemOf(item: RedriveItem | NamedRefusal): RedriveResource['items'][number] {
  return item.done ? { ...item, taskId: item.taskId! } : refusedOf(item)
}

/** Why nothing became of a letter. */
export function refusedOf(item: Extract<RedriveItem | NamedRefusal, { done: false }>): DropResource['refused'][number] {
  const { id, taskId, done, code, message } = item
  const faults = 'faults' in item ? (item.faults ?? []) : []
  const errors = faults.map((fault) => ({ ...fault, pointer: `/parameters${fault.pointer}` }))
  return { id, taskId, done, code, message, errors: errors as DropResource['refused'][number]['errors'] }
}
