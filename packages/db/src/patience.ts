/** How long either end of a connection bears the other's silence before it counts the connection as dead. */
export interface Patience {
  /** To reach a server and to be let in. */
  connectSeconds: number
  /** A server that owes an answer and sends nothing. Longer than a statement may take: what is only slow is not cut. */
  answerSeconds: number
  /** A statement, waits for locks included: then Postgres answers with 57014. 0: no limit. */
  statementSeconds: number
  /** A client that is silent in a transaction: then Postgres ends the session, so that its locks are free. 0: no limit. */
  idleInTransactionSeconds: number
  /** Between two proofs that a LISTEN hears. */
  proveSeconds: number
  /** From a proof's NOTIFY to its arrival. With `proveSeconds` the longest that a LISTEN is deaf without knowing it. */
  hearSeconds: number
}

/** A worker that is deaf or whose pool is stuck must find out within 30 s; nobody holds a dead one's locks for longer. */
export const PATIENCE: Patience = {
  connectSeconds: 10,
  answerSeconds: 15,
  statementSeconds: 10,
  idleInTransactionSeconds: 15,
  proveSeconds: 5,
  hearSeconds: 10,
}

/** For migrations: an index on a big table takes as long as it takes, and says nothing meanwhile. */
export const UNHURRIED: Partial<Patience> = {
  answerSeconds: Infinity,
  statementSeconds: 0,
  idleInTransactionSeconds: 0,
}

/**
 * For background work: a deletion of a day's jobs takes minutes and says nothing meanwhile. Nobody waits for it, so it has
 * an end only for the case that the network has lost its connection.
 */
export const LONG_WORK: Partial<Patience> = { statementSeconds: 3_600, answerSeconds: 3_660 }

/**
 * Keepalives of the server's side: a client that is gone without a word is noticed after 5 + 3 × 2 s, and one that takes
 * no bytes after 10 s. They work where a machine or a network is lost, not where a proxy between still answers.
 */
const SERVER_SOCKETS = {
  tcp_keepalives_idle: 5,
  tcp_keepalives_interval: 2,
  tcp_keepalives_count: 3,
  tcp_user_timeout: 10_000,
}

/** Settings of a session, for its startup message: they cost no round trip. */
export function sessionSettings(patience: Patience): Record<string, number> {
  return {
    ...SERVER_SOCKETS,
    statement_timeout: milliseconds(patience.statementSeconds),
    idle_in_transaction_session_timeout: milliseconds(patience.idleInTransactionSeconds),
  }
}

export function milliseconds(seconds: number): number {
  return Math.ceil(seconds * 1_000)
}
