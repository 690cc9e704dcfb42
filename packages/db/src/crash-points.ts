/**
 * Crash points: a name for each moment between two statements of a named piece of work, in their order: `claim/1 update
 * pgboss.job`, `claim/2 update tasks` … `claim/commit`, `claim/committed`. Nobody listens in production; a test ends a process
 * at each of them, to show that nothing is lost there.
 */

/** Told each point that is reached, before the next statement is sent. To end the process there is the point. */
export type OnPoint = (point: string) => void

/** Told by whoever sends the statements. */
export interface Points {
  /** A statement has been answered. */
  pass(statement: string): void
  reach(moment: 'commit' | 'committed'): void
}

/** Counts the statements of one run of `work`, whose points bear its name. */
export function createPoints(work: string, onPoint: OnPoint): Points {
  let passed = 0
  return {
    pass: (statement) => onPoint(`${work}/${++passed} ${summaryOf(statement)}`),
    reach: (moment) => onPoint(`${work}/${moment}`),
  }
}

const WRITE = /\b(?<!key |for )(insert into|update|delete from)\s+([\w."]+)/i

function summaryOf(statement: string): string {
  const [, verb, table] = WRITE.exec(statement) ?? []
  return verb && table ? `${verb.toLowerCase()} ${table}` : 'select'
}
