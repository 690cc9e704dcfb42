/** Values made from JSON schemas: such as the schema allows, and such as nobody should send. */
import fc from 'fast-check'

/** As much of JSON Schema 2020-12 as zod writes. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  propertyNames?: Schema
  items?: Schema
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  pattern?: string
  format?: string
  examples?: unknown[]
}

/** Finds what a `$ref` names. */
export type Resolve = (reference: string) => Schema

/** What people and attackers put where a text belongs. */
export const HOSTILE = [
  '',
  ' ',
  '\0',
  'null',
  'a'.repeat(5_000),
  '../../etc/passwd',
  "'; drop table videos; --",
  '<script>alert(1)</script>',
  '{{scene.visual}}',
  '%00',
  '\r\nSet-Cookie: a=b',
  '\u202Eabc',
  '\uD800',
  '👩‍👩‍👧‍👦'.repeat(50),
  '__proto__',
  '1e400',
  '-0',
  '9223372036854775808',
  '0x7f000001',
  'http://169.254.169.254/latest',
]

/** What names something that there is: the schema knows only what such names look like. */
const NAMES: Record<string, readonly unknown[]> = {
  channel: ['default', 'fuzz', 'gated', 'failing'],
  channels: [['fuzz'], ['gated', 'failing']],
  voice: ['slt', 'rms'],
  language: ['en'],
  url: ['http://127.0.0.1:1/'],
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(...HOSTILE, null, true, -1, 0, 1e308, 2 ** 53, {}, [], { toString: 1 }, [[[[]]]]),
)

/** Mostly what the schema allows; with `mutate`, something else in its place now and then. `depth` bounds recursion. */
export function valuesOf(schema: Schema, resolve: Resolve, mutate: boolean, depth = 0): fc.Arbitrary<unknown> {
  const right = rightValues(schema, resolve, mutate, depth)
  return mutate ? fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: anything }) : right
}

function rightValues(schema: Schema, resolve: Resolve, mutate: boolean, depth: number): fc.Arbitrary<unknown> {
  const inner = (part: Schema) => valuesOf(part, resolve, mutate, depth + 1)
  if (depth > 8) return fc.constant(null)
  if (schema.$ref) return inner(resolve(schema.$ref))
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map(inner))
  if (schema.allOf) return fc.tuple(...schema.allOf.map(inner)).map((parts) => Object.assign({}, ...parts) as unknown)
  const examples = schema.examples ?? []
  const typed = ofType(schema, inner, mutate)
  return examples.length > 0 ? fc.oneof({ weight: 1, arbitrary: fc.constantFrom(...examples) }, typed) : typed
}

function ofType(schema: Schema, inner: (part: Schema) => fc.Arbitrary<unknown>, mutate: boolean) {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object' || schema.properties) return objects(schema, inner, mutate)
  if (type === 'array') {
    const maxLength = Math.min(schema.maxItems ?? 4, (schema.minItems ?? 0) + 4)
    return fc.array(inner(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength })
  }
  if (type === 'integer') return fc.integer(bounds(schema))
  if (type === 'number') return fc.oneof(fc.integer(bounds(schema)), fc.double({ ...bounds(schema), noNaN: true }))
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'string') return texts(schema)
  return anything
}

function bounds({ minimum, maximum, exclusiveMinimum }: Schema): { min: number; max: number } {
  const min = Math.max(minimum ?? exclusiveMinimum ?? -1_000, -1e9)
  return { min: Math.ceil(min), max: Math.floor(Math.min(maximum ?? Math.max(min, 0) + 1_000, 1e9)) }
}

function objects(schema: Schema, inner: (part: Schema) => fc.Arbitrary<unknown>, mutate: boolean) {
  const properties = Object.entries(schema.properties ?? {}).map(
    ([name, part]) => [name, named(name, inner(part))] as const,
  )
  const required = (schema.required ?? []).filter((name) => schema.properties?.[name])
  const record = fc.record(Object.fromEntries(properties), mutate ? { requiredKeys: [] } : { requiredKeys: required })
  const more = schema.additionalProperties
  const names = schema.propertyNames
    ? inner(schema.propertyNames).map((name) => (typeof name === 'string' ? name : 'odd'))
    : fc.string({ maxLength: 10 })
  const extra = typeof more === 'object' ? fc.dictionary(names, inner(more), { maxKeys: 3 }) : fc.constant({})
  const odd = mutate
    ? fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, fc.dictionary(fc.constantFrom(...HOSTILE), anything))
    : fc.constant({})
  return fc.tuple(record, extra, odd).map((parts) => Object.assign({}, ...parts) as unknown)
}

/** Three of four times something that there is. */
export function named(name: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const known = NAMES[name]
  return known ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, values) : values
}

function texts(schema: Schema): fc.Arbitrary<string> {
  if (schema.format === 'uuid') return fc.uuid()
  if (schema.format === 'date-time') return moments
  if (schema.format === 'uri')
    return fc.constantFrom('https://hooks.invalid/a', 'http://127.0.0.1:1/', 'https://[::1]/')
  if (schema.pattern) return patterned(schema.pattern, schema.maxLength)
  const minLength = schema.minLength ?? 0
  return fc.string({
    minLength,
    maxLength: Math.max(minLength, Math.min(schema.maxLength ?? 40, 40)),
    unit: 'grapheme',
  })
}

const moments = fc
  .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
  .map((date) => date.toISOString())

/** Some patterns use what fast-check cannot turn round; then any short word serves. */
function patterned(pattern: string, maxLength: number | undefined): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'), maxLength === undefined ? {} : { maxLength })
  } catch {
    return fc.stringMatching(/^[a-z0-9]{1,20}$/)
  }
}
