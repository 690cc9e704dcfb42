/** JSON Schema, as zod writes it, in TypeScript. */

/** As much of JSON Schema as the document holds. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  prefixItems?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  description?: string
}

/** The type of a value; `indent` is that of the line on which it stands. */
export function typeOf(schema: Schema, indent = ''): string {
  const { $ref, enum: values, anyOf, oneOf, allOf } = schema
  if ($ref !== undefined) return `components['schemas'][${literal($ref.split('/').at(-1))}]`
  if ('const' in schema) return literal(schema.const)
  if (values) return values.map(literal).join(' | ')
  if (anyOf ?? oneOf) return union((anyOf ?? oneOf)!.map((one) => typeOf(one, indent)))
  if (allOf) return allOf.map((one) => `(${typeOf(one, indent)})`).join(' & ')
  const types = [schema.type ?? []].flat()
  if (types.length === 0) return schema.properties ? objectOf(schema, indent) : 'unknown'
  return union(types.map((type) => simple(type, schema, indent)))
}

function simple(type: string, schema: Schema, indent: string): string {
  switch (type) {
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      return schema.prefixItems
        ? `[${schema.prefixItems.map((item) => typeOf(item, indent)).join(', ')}]`
        : `(${typeOf(schema.items ?? {}, indent)})[]`
    case 'object':
      return objectOf(schema, indent)
    default:
      return type
  }
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema, indent: string): string {
  const inner = `${indent}  `
  const members = Object.entries(properties).flatMap(([name, schema]) => [
    ...comment(schema.description, inner),
    `${inner}${nameOf(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema, inner)}`,
  ])
  if (typeof additionalProperties === 'object' || (additionalProperties !== false && members.length === 0)) {
    const rest = typeof additionalProperties === 'object' ? typeOf(additionalProperties, inner) : 'unknown'
    members.push(`${inner}[name: string]: ${members.length === 0 ? rest : 'unknown'}`)
  }
  return members.length === 0 ? 'Record<string, never>' : `{\n${members.join('\n')}\n${indent}}`
}

/** A doc comment; none where there is nothing to say. */
export function comment(text: string | undefined, indent: string): string[] {
  if (text === undefined || text.trim() === '') return []
  const lines = text.replaceAll('*/', '*\\/').split('\n')
  if (lines.length === 1) return [`${indent}/** ${lines[0]} */`]
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`]
}

/** A name as a member of a type. */
export function nameOf(name: string): string {
  return /^[A-Za-z_]\w*$|^\d+$/.test(name) ? name : literal(name)
}

function literal(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return `'${value.replaceAll(/[\\']/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}'`
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ')
}
