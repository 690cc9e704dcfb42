/**
 * What a server still owes on a connection, read off the messages that pass by (Postgres's frontend/backend protocol 3).
 * Statements are pipelined, so that an answer does not mean that all is answered: it takes an account.
 *
 * Two messages of ours are waited for: Describe, answered by ParameterDescription, and the end of a request (Sync, Query,
 * and the startup message), answered by ReadyForQuery. A failed request skips to its end.
 */
type Debt = 'description' | 'end'

export interface Answers {
  /** The client sends whole messages. The first one is the startup message, which has no type. */
  sent(messages: Uint8Array): void
  /** The server's bytes come cut anywhere. */
  received(bytes: Uint8Array): void
  /** Whether the server owes an answer. */
  owed(): boolean
}

const [DESCRIBE, SYNC, QUERY] = [68, 83, 81]
const [READY_FOR_QUERY, PARAMETER_DESCRIPTION] = [90, 116]

/** Of a message: its type and its length. The length counts its own four bytes. */
const HEADER_BYTES = 5

export function createAnswers(): Answers {
  const debts: Debt[] = []
  const header = new Uint8Array(HEADER_BYTES)
  let headerBytes = 0
  let bodyBytes = 0
  let started = false

  function settle(type: number | undefined): void {
    if (type === READY_FOR_QUERY) debts.splice(0, debts.indexOf('end') + 1)
    else if (type === PARAMETER_DESCRIPTION && debts[0] === 'description') debts.shift()
  }

  return {
    sent: (messages) => {
      if (!started) {
        started = true
        debts.push('end')
        return
      }
      for (let at = 0; at + HEADER_BYTES <= messages.length; at += 1 + lengthAt(messages, at + 1)) {
        const type = messages[at]
        if (type === SYNC || type === QUERY) debts.push('end')
        else if (type === DESCRIBE) debts.push('description')
      }
    },
    received: (bytes) => {
      for (let at = 0; at < bytes.length;) {
        if (bodyBytes > 0) {
          const skipped = Math.min(bodyBytes, bytes.length - at)
          bodyBytes -= skipped
          at += skipped
          continue
        }
        header[headerBytes++] = bytes[at++]!
        if (headerBytes < HEADER_BYTES) continue
        headerBytes = 0
        bodyBytes = lengthAt(header, 1) - 4
        settle(header[0])
      }
    },
    owed: () => debts.length > 0,
  }
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
}
