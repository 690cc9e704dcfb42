/** Letters that were named by id, and are not among those that can be worked on. */
import { lettersByIds, openDeadLetters, type DeadLetterFilter } from '@reelyard/db'
import type { Context } from './context.ts'
import { isId } from './id.ts'

/** Why: `unknown_letter` also where it belongs to a channel that the caller may not know of. */
export interface NamedRefusal {
  id: string
  taskId: string | null
  done: false
  code: 'unknown_letter' | 'already_ended' | 'not_matched'
  message: string
}

/** A refusal for each letter that the filter names and does not let through, or that has ended. */
export async function refusedNames({ db }: Context, filter: DeadLetterFilter): Promise<NamedRefusal[]> {
  if (!filter.ids || filter.ids.length === 0) return []
  const names = [...new Set(filter.ids.map((id) => id.toLowerCase()))]
  const [letters, open] = await Promise.all([
    lettersByIds(db, names.filter(isId), filter.channels ?? null),
    openDeadLetters(db, filter),
  ])
  const known = new Map(letters.map((letter) => [letter.id, letter]))
  const matching = new Set(open.map(({ id }) => id))
  return names.filter((id) => !matching.has(id)).map((id) => refusalOf(id, known.get(id)))
}

type Known = Awaited<ReturnType<typeof lettersByIds>>[number]

function refusalOf(id: string, letter: Known | undefined): NamedRefusal {
  const refused = { id, taskId: letter?.taskId ?? null, done: false } as const
  if (!letter) return { ...refused, code: 'unknown_letter', message: 'There is no such letter.' }
  const { ending, endedBy } = letter
  if (ending === null) return { ...refused, code: 'not_matched', message: 'The filters do not let it through.' }
  return { ...refused, code: 'already_ended', message: `It was ${ending} by ${endedBy}.` }
}
