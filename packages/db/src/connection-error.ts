/** A connection that we gave up. Its code is one of those that the driver has for lost connections, or like them. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  readonly code: 'CONNECT_TIMEOUT' | 'CONNECTION_DESTROYED' | 'CONNECTION_REFUSED' | 'CONNECTION_SILENT'

  constructor(code: ConnectionError['code'], message: string) {
    super(message)
    this.code = code
  }
}
