const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether there can be something of that id: Postgres would throw at any other text. */
export function isId(text: string): boolean {
  return UUID.test(text)
}
