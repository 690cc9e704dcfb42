/** Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */

/** One message of a stream. */
export interface StreamMessage {
  /** `message` unless the stream says otherwise. */
  event: string
  data: string
  /** The last id that the stream has named; '' before the first. */
  id: string
}

/** What a stream asks for besides its messages. */
export interface StreamState {
  id: string
  /** How long to wait before connecting anew; null where the stream has not said. */
  retryMs: number | null
}

/** The messages of one connection. `state` is kept up to date, for the connection after it. */
export async function* readMessages(
  chunks: AsyncIterable<Uint8Array>,
  state: StreamState,
): AsyncGenerator<StreamMessage, void> {
  let event = ''
  let data: string[] = []
  let lastId = state.id
  for await (const line of readLines(chunks)) {
    if (line === '') {
      // Not before: a connection that breaks within a message has not brought it.
      state.id = lastId
      if (data.length > 0) yield { event: event || 'message', data: data.join('\n'), id: state.id }
      event = ''
      data = []
      continue
    }
    const [, field = '', value = ''] = /^([^:]*)(?::\x20?(.*))?$/s.exec(line) ?? []
    if (field === 'event') event = value
    else if (field === 'data') data.push(value)
    else if (field === 'id' && !value.includes('\0')) lastId = value
    else if (field === 'retry' && /^\d+$/.test(value)) state.retryMs = Number(value)
  }
}

/** Lines as they come; what stands after the last line break is what it returns. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true })
    // A carriage return at the very end may be half of a line break.
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    yield* lines
  }
  return rest
}
