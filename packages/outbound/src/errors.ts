/** Why a request to the outside was not made, or came to nothing. Stable. */
export type OutboundCode =
  | 'invalid_url'
  | 'unsafe_scheme'
  | 'unsafe_port'
  | 'credentials_in_url'
  | 'unsafe_address'
  | 'unknown_host'
  | 'connect_failed'
  | 'tls_failed'
  | 'timeout'
  | 'unsafe_redirect'
  | 'too_many_redirects'
  | 'encoded'
  | 'too_large'
  | 'broken_answer'

/** Its message may be shown to who gave the URL: it names no address that a name stands for. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError'
  readonly code: OutboundCode

  constructor(code: OutboundCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

const UNSAFE: readonly OutboundCode[] = [
  'invalid_url',
  'unsafe_scheme',
  'unsafe_port',
  'credentials_in_url',
  'unsafe_address',
  'unknown_host',
]

/** Whether it is the URL that is to blame, and not the other end. */
export function isUnsafe(error: unknown): error is OutboundError {
  return error instanceof OutboundError && UNSAFE.includes(error.code)
}
