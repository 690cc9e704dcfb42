/** Results: what is told to the outside when a video or a task has ended, or waits for a person. */

/** Every type of result, and when it is told. A type says what happened, and `data` to what. */
export const RESULTS = {
  'video.completed': 'Every task of the video has ended well, and the film is there.',
  'video.failed': 'A task of the video failed for good. The others go on; the video waits for a person.',
  'video.cancelled': 'Somebody cancelled the video.',
  'video.awaiting_review': 'Some of the video waits for a person.',
  'task.completed': 'The task ended well.',
  'task.awaiting_review': 'The task ended well, and its result waits for a person.',
  'task.approved': 'A person, or the policy of the gate, approved the result.',
  'task.rejected': 'A person, or the policy of the gate, rejected the result; it waits for new inputs or the end.',
  'task.failed': 'The task failed for good, and left a dead letter.',
  'task.cancelled': 'The task ended because its video was cancelled.',
  'webhook.disabled': 'A webhook gets nothing any more, since nothing arrived there.',
} as const

/** One of RESULTS. */
export type ResultType = keyof typeof RESULTS

/** Every type of result. */
export const RESULT_TYPES = Object.keys(RESULTS) as [ResultType, ...ResultType[]]

/** What `POST /v1/webhooks/{id}/test` sends; nobody has to ask for it. */
export const TEST_RESULT = 'webhook.test'

/** A result on its way. */
export interface ResultMessage {
  /** A UUID: receivers know a repetition by it. */
  id: string
  type: ResultType | typeof TEST_RESULT
  /** When it happened, in ISO 8601. */
  timestamp: string
  data: Record<string, unknown>
}

/** How a result is written for a webhook: as Standard Webhooks proposes, or as a CloudEvent in structured JSON. */
export const RESULT_FORMATS = ['standard', 'cloudevents'] as const

/** One of RESULT_FORMATS. */
export type ResultFormat = (typeof RESULT_FORMATS)[number]

/** The body that is sent. The same message gives the same body. */
export function bodyOf({ id, type, timestamp, data }: ResultMessage, format: ResultFormat): string {
  if (format === 'standard') return JSON.stringify({ id, type, timestamp, data })
  return JSON.stringify({
    specversion: '1.0',
    id,
    type: `reelyard.${type}`,
    source: '/v1',
    ...subjectOf(data),
    time: timestamp,
    datacontenttype: 'application/json',
    data,
  })
}

/** Of a body that `bodyOf` gave. */
export function contentTypeOf(body: string): string {
  return body.startsWith('{"specversion"') ? 'application/cloudevents+json; charset=utf-8' : 'application/json'
}

function subjectOf({ taskId, videoId, webhookId }: Record<string, unknown>): { subject?: string } {
  const subject = taskId ?? videoId ?? webhookId
  return typeof subject === 'string' ? { subject } : {}
}
