/**
 * JSON text for a jsonb column; null for nothing. A jsonb column holds neither U+0000 nor half of a surrogate pair, both of
 * which a script may say: they become U+FFFD.
 */
export function jsonText(value: unknown): string | null {
  if (value === undefined || value === null) return null
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'string') return storableText(member)
    if (member === null || typeof member !== 'object' || Array.isArray(member)) return member
    return Object.fromEntries(Object.entries(member).map(([key, inner]) => [storableText(key), inner]))
  })
}

/** Text that Postgres can hold. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD')
}
