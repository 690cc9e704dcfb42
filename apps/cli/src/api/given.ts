/** Drops the members that are not given, as the API wants it. */
export function given<Value extends object>(
  value: Value,
): { [Name in keyof Value as undefined extends Value[Name] ? never : Name]: Value[Name] } & {
  [Name in keyof Value as undefined extends Value[Name] ? Name : never]?: Exclude<Value[Name], undefined>
} {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never
}
