/** Every problem that the API answers with: stable code, HTTP status, title. The one place for statuses. */
export const PROBLEMS = {
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  empty_body: { status: 400, title: 'The body is empty' },
  invalid_query: { status: 400, title: 'The query is not valid' },
  bad_cursor: { status: 400, title: 'The cursor is not valid' },
  bad_request: { status: 400, title: 'The request is malformed' },
  unauthorized: { status: 401, title: 'The API key is missing or not valid' },
  missing_scope: { status: 403, title: 'The API key may not do this' },
  not_a_decider: { status: 403, title: 'The gate names others who may decide' },
  route_not_found: { status: 404, title: 'There is no such route' },
  video_not_found: { status: 404, title: 'There is no such video' },
  artifact_not_found: { status: 404, title: 'There is no such artifact' },
  task_not_found: { status: 404, title: 'There is no such task' },
  channel_not_found: { status: 404, title: 'There is no such channel' },
  dead_letter_not_found: { status: 404, title: 'There is no such dead letter' },
  webhook_not_found: { status: 404, title: 'There is no such webhook' },
  delivery_not_found: { status: 404, title: 'There is no such delivery' },
  key_not_found: { status: 404, title: 'There is no such key' },
  review_link_not_found: { status: 404, title: 'There is no such review link' },
  credential_not_found: { status: 404, title: 'There is no such credential' },
  pause_not_found: { status: 404, title: 'There is no such pause' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  wrong_state: { status: 409, title: 'The task is not in a state for this' },
  newer_attempt: { status: 409, title: 'There is a newer attempt than the one that was looked at' },
  video_ended: { status: 409, title: 'The video has ended' },
  video_running: { status: 409, title: 'The video has not ended' },
  nothing_to_retry: { status: 409, title: 'Nothing of the video has failed' },
  external_id_taken: { status: 409, title: 'The channel has a video with this external id' },
  idempotency_in_flight: { status: 409, title: 'The first request with this Idempotency-Key is not answered yet' },
  name_taken: { status: 409, title: 'The name is taken already' },
  channel_archived: { status: 409, title: 'The channel is archived' },
  default_channel: { status: 409, title: 'The default channel has to stay' },
  artifact_in_use: { status: 409, title: 'The artifact is in use' },
  webhook_disabled: { status: 409, title: 'The webhook is disabled' },
  link_expired: { status: 410, title: 'The link is good for nothing any more' },
  precondition_failed: { status: 412, title: 'It has been changed since it was read' },
  body_too_large: { status: 413, title: 'The body is too large' },
  url_too_long: { status: 414, title: 'The URL is too long' },
  unsupported_media_type: { status: 415, title: 'The body is of a type that is not taken here' },
  range_not_satisfiable: { status: 416, title: 'The range lies outside the file' },
  invalid_body: { status: 422, title: 'The body is not what this route takes' },
  invalid_order: { status: 422, title: 'The order is not valid' },
  idempotency_mismatch: { status: 422, title: 'The Idempotency-Key was used for another request' },
  invalid_change: { status: 422, title: 'The change does not fit the task' },
  invalid_upload: { status: 422, title: 'The file is not one that is taken here' },
  channel_limit: { status: 429, title: 'The channel has as many open videos as it may' },
  rate_limited: { status: 429, title: 'Too many requests' },
  unsafe_url: { status: 422, title: 'The URL is not one that may be asked' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal_error: { status: 500, title: 'Something went wrong here' },
  artifact_unavailable: { status: 500, title: 'The file of this artifact cannot be read' },
  not_ready: { status: 503, title: 'The service is not ready yet' },
  database_unavailable: { status: 503, title: 'The database does not answer' },
  shutting_down: { status: 503, title: 'The service is closing' },
  overloaded: { status: 503, title: 'There is too much to do for now' },
  encryption_off: { status: 503, title: 'There is no key to keep secrets with' },
} as const satisfies Record<string, { status: number; title: string }>

/** Stable: clients decide by it. */
export type ProblemCode = keyof typeof PROBLEMS

/** Whether the same request may succeed later, with nothing changed by its sender. */
export function isRetryable(code: ProblemCode): boolean {
  if (code === 'idempotency_in_flight') return true
  const { status }: { status: number } = PROBLEMS[code]
  return status === 408 || status === 429 || status === 503
}

/** Not the client's doing: every route under /v1 may answer with one of these. */
export const DOWN = [
  'internal_error',
  'not_ready',
  'database_unavailable',
  'shutting_down',
  'overloaded',
] as const satisfies readonly ProblemCode[]
