/** Every problem that the API answers with: stable code, HTTP status, title. The one place for statuses. */
export const PROBLEMS = {
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  empty_body: { status: 400, title: 'The body is empty' },
  invalid_query: { status: 400, title: 'The query is not valid' },
  bad_cursor: { status: 400, title: 'The cursor is not valid' },
  bad_request: { status: 400, title: 'The request is not valid HTTP' },
  route_not_found: { status: 404, title: 'There is no such route' },
  video_not_found: { status: 404, title: 'There is no such video' },
  artifact_not_found: { status: 404, title: 'There is no such artifact' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body is of a type that is not taken here' },
  range_not_satisfiable: { status: 416, title: 'The range lies outside the file' },
  invalid_order: { status: 422, title: 'The order is not valid' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal_error: { status: 500, title: 'Something went wrong here' },
  artifact_unavailable: { status: 500, title: 'The file of this artifact cannot be read' },
  not_ready: { status: 503, title: 'The service is not ready yet' },
  database_unavailable: { status: 503, title: 'The database does not answer' },
  shutting_down: { status: 503, title: 'The service is closing' },
} as const satisfies Record<string, { status: number; title: string }>

/** Stable: clients decide by it. */
export type ProblemCode = keyof typeof PROBLEMS

/** Not the client's doing: every route under /v1 may answer with one of these. */
export const DOWN = [
  'internal_error',
  'not_ready',
  'database_unavailable',
  'shutting_down',
] as const satisfies readonly ProblemCode[]
