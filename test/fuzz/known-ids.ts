/** The ids that the API has told so far, by what they are of: a request that names none of them finds nothing. */

/** Of each kind the newest are kept. */
const MOST = 100

export interface KnownIds {
  /** `path` is that of the request, as `/v1/videos/…`. */
  learn(path: string, answer: string): void
  /** One that fits a parameter of an operation's path; any number picks one. */
  pick(operationPath: string, parameter: string, number: number): string
}

export function createKnownIds(): KnownIds {
  const kinds = new Map<string, string[]>()

  function keep(kind: string, id: unknown): void {
    if (typeof id !== 'string' || id.length > 1_000) return
    const ids = kinds.get(kind) ?? []
    kinds.set(kind, [...ids.filter((one) => one !== id), id].slice(-MOST))
  }

  function walk(kind: string, value: unknown): void {
    if (value === null || typeof value !== 'object') return
    for (const [name, member] of Object.entries(value)) {
      if (name === 'id') keep(kind, member)
      if (name === 'token') keep('tokens', member)
      if (name === 'taskId') keep(kind, member)
      if (name.endsWith('Id')) keep(`${name.slice(0, -2)}s`, member)
      walk(Number.isNaN(Number(name)) && Array.isArray(member) ? name : kind, member)
    }
  }

  return {
    learn: (path, answer) => {
      if (answer.startsWith('{') && answer.length < 100_000) walk(kindOf(path), JSON.parse(answer))
    },
    pick: (operationPath, parameter, number) => {
      const kind =
        parameter === 'id'
          ? (NAMED[operationPath] ?? kindOf(operationPath))
          : parameter === 'token'
            ? 'tokens'
            : 'artifacts'
      const ids = kinds.get(kind) ?? []
      return ids[number % Math.max(ids.length, 1)] ?? '00000000-0000-4000-8000-000000000000'
    },
  }
}

/** Where only some of a kind will do. */
const NAMED: Record<string, string> = { '/v1/tasks/{id}/retry': 'deadLetters' }

/** What the ids of a path are of. */
function kindOf(path: string): string {
  const [, , kind = ''] = path.split('/')
  return { 'dead-letters': 'deadLetters', 'webhook-deliveries': 'deliveries' }[kind] ?? kind
}
