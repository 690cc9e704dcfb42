/**
 * LISTEN on a connection of its own that proves itself. A connection that only listens sends nothing, so that nobody would
 * owe it an answer, and a half-open one would stay deaf for ever. It therefore sends a NOTIFY to itself every few seconds
 * and must hear it; if it does not, it is dropped and another one is opened.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { ConnectionError } from './connection-error.ts'
import { milliseconds, type Patience } from './patience.ts'
import { openPool, type PoolOptions } from './pool.ts'

/** A LISTEN that goes on until it is closed, on whatever connection. */
export interface Listener {
  /** When it last heard something, a notification or its own proof, on the clock of `performance.now()` (ms). */
  lastHeard(): number
  /** Safe to repeat. */
  close(): Promise<void>
}

export interface RenewableListener extends Listener {
  /** Drops the connection; the next one is opened at once. */
  renew(): void
}

export interface Ear {
  channel: string
  onNotify(payload: string): void
  onListening(): void
  /** Why it cannot listen; at most once a minute. */
  onFault(fault: unknown): void
}

type Connection = Omit<PoolOptions, 'most' | 'driver'>

/** Waits between two tries to connect. */
const WAIT_MS = { first: 100, most: 2_000 }

/** Between two times that faults are told; and how long it may be deaf before a lost connection is one to tell. */
const TELL_MS = 60_000

/** Resolves when it listens, or when the first try has failed: it goes on trying until it is closed. */
export async function startListener(connection: Connection, ear: Ear): Promise<RenewableListener> {
  const closing = new AbortController()
  const tried = Promise.withResolvers<void>()
  let heardAt = performance.now()
  let toldAt = -Infinity
  let session: Session | undefined

  async function listenOnce(): Promise<boolean> {
    let listened = false
    session = createSession(connection, ear, () => (heardAt = performance.now()))
    const fault = await session.run(() => {
      listened = true
      ear.onListening()
      tried.resolve()
    })
    if (!closing.signal.aborted) tell(fault)
    return listened
  }

  /** Connections are lost and come back without anybody's doing; what Postgres refuses stays refused. */
  function tell(fault: unknown): void {
    const now = performance.now()
    if (now - toldAt < TELL_MS || (!isRefusal(fault) && now - heardAt < TELL_MS)) return
    toldAt = now
    ear.onFault(fault)
  }

  async function keepListening(): Promise<void> {
    for (let waitMs = WAIT_MS.first; !closing.signal.aborted;) {
      if (await listenOnce()) waitMs = WAIT_MS.first
      tried.resolve()
      // Never rejects but by the end.
      await delay(waitMs * (0.5 + Math.random() / 2), undefined, { signal: closing.signal }).catch(() => {})
      waitMs = Math.min(waitMs * 2, WAIT_MS.most)
    }
  }

  const ended = keepListening()
  await tried.promise
  return {
    lastHeard: () => heardAt,
    renew: () => session?.drop(new ConnectionError('CONNECTION_DESTROYED', 'The connection was dropped.')),
    close: async () => {
      closing.abort()
      session?.drop(new ConnectionError('CONNECTION_DESTROYED', 'The listener was closed.'))
      await ended
    },
  }
}

/** Postgres says no, and not because it stops or starts. */
function isRefusal(fault: unknown): boolean {
  return fault instanceof postgres.PostgresError && !/^57P0[1-3]$/.test(fault.code)
}

interface Session {
  /** Resolves when the session is over, to the reason. */
  run(onListening: () => void): Promise<unknown>
  drop(reason: Error): void
}

/** One connection that listens. */
function createSession(connection: Connection, ear: Ear, onHeard: () => void): Session {
  const over = Promise.withResolvers<never>()
  // It may be over while nobody waits for it.
  over.promise.catch(() => {})
  const proof = `reelyard_proof_${randomBytes(8).toString('hex')}`
  let proved = Promise.withResolvers<void>()

  const pool = openPool({
    ...connection,
    most: 1,
    driver: {
      fetch_types: false,
      idle_timeout: null,
      max_lifetime: null,
      onclose: () => over.reject(new ConnectionError('CONNECTION_DESTROYED', 'The connection was closed.')),
      onnotify: (channel: string, payload: string) => {
        onHeard()
        if (channel === proof) proved.resolve()
        else ear.onNotify(payload)
      },
    },
  })
  const send = (statement: string) => pool.client.unsafe(statement).simple()

  async function prove({ hearSeconds }: Patience): Promise<void> {
    proved = Promise.withResolvers()
    const deaf = new ConnectionError('CONNECTION_SILENT', `LISTEN did not hear its own NOTIFY for ${hearSeconds} s.`)
    const timer = setTimeout(() => over.reject(deaf), milliseconds(hearSeconds))
    try {
      await Promise.race([over.promise, Promise.all([send(`notify ${proof}`), proved.promise])])
    } finally {
      clearTimeout(timer)
    }
  }

  async function listen(onListening: () => void): Promise<never> {
    await Promise.race([over.promise, send(`listen ${quoted(ear.channel)}; listen ${proof}`)])
    onHeard()
    onListening()
    for (;;) {
      await pause(over.promise, milliseconds(connection.patience.proveSeconds))
      await prove(connection.patience)
    }
  }

  return {
    run: async (onListening) => {
      // However it ended, what is left to do is to connect anew.
      const fault: unknown = await listen(onListening).catch((error: unknown) => error)
      await pool.end(0)
      return fault
    },
    drop: over.reject,
  }
}

/** Waits, unless the session is over before: then it rejects. */
async function pause(over: Promise<never>, ms: number): Promise<void> {
  const done = new AbortController()
  try {
    await Promise.race([over, delay(ms, undefined, { signal: done.signal })])
  } finally {
    done.abort()
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
