/** `--set scene.visual=sea`: a JSON merge patch from assignments. */
import { wrongUse } from '../strict-command.ts'

/** All of them in one patch, on top of `patch`; undefined where nothing is to change. Throws CommandError. */
export function patchOf(assignments: readonly string[], patch?: object): Record<string, unknown> | undefined {
  if (assignments.length === 0) return patch as Record<string, unknown> | undefined
  const whole = structuredClone(patch ?? {}) as Record<string, unknown>
  for (const assignment of assignments) assign(whole, assignment)
  return whole
}

function assign(whole: Record<string, unknown>, assignment: string): void {
  const [, path, text] = /^([^=]+)=(.*)$/s.exec(assignment) ?? []
  const names = path?.split('.') ?? []
  const last = names.pop()
  if (last === undefined || text === undefined || [...names, last].some((name) => !NAME.test(name))) {
    throw wrongUse(`--set takes name=value, like scene.visual=sea; '${assignment.slice(0, 60)}' is not like that.`)
  }
  let place = whole
  for (const name of names) {
    const inner = place[name]
    place[name] = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {}
    place = place[name] as Record<string, unknown>
  }
  place[last] = valueOf(text)
}

/** `__proto__` is no name. */
const NAME = /^(?!__proto__$)[\w-]+$/

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
