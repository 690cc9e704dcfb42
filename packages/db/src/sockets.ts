/**
 * The sockets of a pool. The driver waits for an answer for ever, and so would everybody behind it when the network loses a
 * connection without a word (half-open). Here each socket is watched: one whose server owes an answer and stays silent is
 * destroyed, and the driver takes that for any other lost connection.
 */
import { Socket } from 'node:net'
import { createAnswers } from './answers.ts'
import { ConnectionError } from './connection-error.ts'
import { dial, type Server } from './dial.ts'
import { milliseconds, type Patience } from './patience.ts'

/** All sockets of one pool. */
export interface Sockets {
  /** A connected socket; where that fails, one that breaks at once with the fault. Never rejects. */
  open(): Promise<Socket>
  /** Destroys all, those that are being opened too, for good. Resolves when they are closed. */
  destroy(): Promise<void>
}

/**
 * Silence is counted in looks at the sockets, not in time: after a pause of the whole process (SIGSTOP, a starved event
 * loop) the answers are there, though unread, and only one look has been missed.
 */
const LOOKS = 10

interface Watched {
  socket: Socket
  owed(): boolean
  /** Looks without a byte from the server while it owed one. */
  silent: number
}

/** Opens none yet. They are tried at the server's addresses in turn. */
export function createSockets(server: Server, patience: Patience): Sockets {
  const all = new Set<Watched>()
  const ended = new AbortController()
  const timer = everyLook(patience.answerSeconds, () => {
    for (const one of all) look(one, patience.answerSeconds)
  })
  let next = 0

  /** Tries every address once, each time from another one on: it may have been the wrong one, a standby. */
  async function reach(): Promise<Socket> {
    const first = next++
    const faults: unknown[] = []
    for (let n = 0; n < server.addresses.length; n++) {
      const address = server.addresses[(first + n) % server.addresses.length]!
      const deadline = new AbortController()
      const timeout = setTimeout(() => deadline.abort(timedOut(patience)), milliseconds(patience.connectSeconds))
      try {
        return await dial(server, address, AbortSignal.any([ended.signal, deadline.signal]))
      } catch (error) {
        faults.push(error)
      } finally {
        clearTimeout(timeout)
      }
    }
    throw faults.at(-1)
  }

  return {
    // The driver would lose a connection of its pool for good if this rejected.
    open: async () => {
      try {
        const watched = watch(breakingAtOnce(await reach()))
        all.add(watched)
        watched.socket.once('close', () => all.delete(watched))
        return watched.socket
      } catch (error) {
        return breakingAtOnce(broken(error))
      }
    },
    destroy: async () => {
      clearInterval(timer)
      const reason = new ConnectionError('CONNECTION_DESTROYED', 'The connection was dropped.')
      ended.abort(reason)
      await Promise.all([...all].map(({ socket }) => destroyed(socket, reason)))
    },
  }
}

function everyLook(answerSeconds: number, work: () => void): NodeJS.Timeout | undefined {
  return Number.isFinite(answerSeconds) ? setInterval(work, milliseconds(answerSeconds) / LOOKS).unref() : undefined
}

function look(one: Watched, answerSeconds: number): void {
  // After the end of ours, the server's end is owed.
  if (!one.owed() && !one.socket.writableEnded) return
  one.silent += 1
  if (one.silent <= LOOKS) return
  const message = `Postgres owed an answer and was silent for ${answerSeconds} s; the connection was given up.`
  one.socket.destroy(new ConnectionError('CONNECTION_SILENT', message))
}

function watch(socket: Socket): Watched {
  const answers = createAnswers()
  const watched: Watched = { socket, owed: answers.owed, silent: 0 }
  const write = socket.write.bind(socket) as (messages: Uint8Array, ...rest: unknown[]) => boolean
  socket.write = (messages: Uint8Array, ...rest: unknown[]) => {
    if (!answers.owed()) watched.silent = 0
    answers.sent(messages)
    return write(messages, ...rest)
  }
  socket.on('data', (bytes: Uint8Array) => {
    watched.silent = 0
    answers.received(bytes)
  })
  return watched
}

/**
 * Says 'error' and 'close' in one go. Between them the driver still hands statements to the connection, and where 'close'
 * says that there was an error, it forgets them: they would hang for ever.
 */
function breakingAtOnce(socket: Socket): Socket {
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...told: unknown[]) => boolean
  let fault: unknown
  socket.emit = (event: string | symbol, ...told: unknown[]) => {
    if (event === 'error') return Boolean((fault ??= told[0]))
    if (event !== 'close') return emit(event, ...told)
    if (fault) emit('error', fault)
    return emit('close', false)
  }
  return socket
}

function timedOut({ connectSeconds }: Patience): ConnectionError {
  return new ConnectionError('CONNECT_TIMEOUT', `Postgres was not reached within ${connectSeconds} s.`)
}

/** The driver listens to it by the time that it breaks. */
function broken(fault: unknown): Socket {
  const socket = new Socket()
  setImmediate(() => socket.destroy(fault instanceof Error ? fault : new Error(String(fault))))
  return socket
}

function destroyed(socket: Socket, reason: Error): Promise<void> {
  if (socket.closed) return Promise.resolve()
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
    socket.destroy(reason)
  })
}
