/** What a task was told, or says, in lines for people. */

/** A page is no place for more. */
const FACTS_MOST = 300
const TEXT_MOST = 5_000

/** One line for each value, named by its way there: `scene visual`, `scenes 2 narration`. */
export function factsOf(value: unknown): { name: string; text: string }[] {
  const facts: { name: string; text: string }[] = []
  collect(value, [], facts)
  return facts
}

function collect(value: unknown, path: readonly string[], facts: { name: string; text: string }[]): void {
  if (facts.length >= FACTS_MOST || value === null || value === '') return
  if (Array.isArray(value)) value.forEach((member, index) => collect(member, [...path, String(index + 1)], facts))
  else if (typeof value === 'object') {
    for (const [key, member] of Object.entries(value ?? {})) collect(member, [...path, key], facts)
  } else facts.push({ name: path.join(' '), text: textOf(value).slice(0, TEXT_MOST) })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
