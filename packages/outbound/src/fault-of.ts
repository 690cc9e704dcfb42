import { OutboundError } from './errors.ts'

const OF_CONNECTION = /^(ECONN|EHOST|ENET|EADDR|EPIPE|ETIMEDOUT|EACCES|UND_ERR_CONNECT|ERR_SOCKET)/
const OF_TLS = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_OSSL)/

/** What undici, TLS or a socket says, in our words. */
export function faultOf(error: unknown, signal: AbortSignal): OutboundError {
  if (error instanceof OutboundError) return error
  if (signal.aborted) return new OutboundError('timeout', 'It took too long.', error)
  const code = codeOf(error)
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return new OutboundError('timeout', 'It took too long to connect.', error)
  if (OF_TLS.test(code)) return new OutboundError('tls_failed', `The TLS connection failed (${code}).`, error)
  if (OF_CONNECTION.test(code)) return new OutboundError('connect_failed', `The connection failed (${code}).`, error)
  return new OutboundError('broken_answer', `The answer was no HTTP, or ended early (${code}).`, error)
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
