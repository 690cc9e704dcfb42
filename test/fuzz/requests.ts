/** Requests made from the description of an operation: right ones, and ones with something wrong at any place. */
import fc from 'fast-check'
import type { Operation } from './operations.ts'
import { HOSTILE, named, valuesOf, type Resolve } from './values.ts'

/** A request that knows no ids yet: `known` picks among those that the API has told so far. */
export interface FuzzRequest {
  operation: Operation
  /** By name: an id that is known, of that number, or this text. */
  path: Record<string, { known: number } | string>
  query: [string, string][]
  headers: Record<string, string | undefined>
  /** As it is sent; null: none. */
  body: string | null
}

/** Any operation; those that take something away come seldom, so that the others find something. Seven of ten requests are what the document allows. */
export function requests(operations: readonly Operation[], resolve: Resolve): fc.Arbitrary<FuzzRequest> {
  return fc.oneof(
    ...operations.flatMap((operation) => [
      { weight: operation.method === 'DELETE' ? 1 : 7, arbitrary: requestsOf(operation, resolve, false) },
      { weight: 3, arbitrary: requestsOf(operation, resolve, true) },
    ]),
  )
}

function requestsOf(operation: Operation, resolve: Resolve, mutate: boolean): fc.Arbitrary<FuzzRequest> {
  return fc.record({
    operation: fc.constant(operation),
    path: paths(operation, mutate),
    query: queries(operation, resolve, mutate),
    headers: headers(operation, mutate),
    body: bodies(operation, resolve, mutate),
  })
}

const known = fc.nat(10_000).map((number) => ({ known: number }))

function paths(operation: Operation, mutate: boolean): fc.Arbitrary<FuzzRequest['path']> {
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const odd = fc.oneof(fc.uuid(), fc.constantFrom('default', 'fuzz', ...HOSTILE.filter((text) => text !== '')))
  const value = mutate
    ? fc.oneof(known, odd)
    : fc.oneof({ weight: 8, arbitrary: known }, fc.constantFrom('default', 'fuzz'))
  return fc.record(Object.fromEntries(names.map((name) => [name, value])))
}

function queries({ parameters = [] }: Operation, resolve: Resolve, mutate: boolean): fc.Arbitrary<[string, string][]> {
  const described = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema, required }) => {
      const pair = named(name, valuesOf(schema, resolve, mutate)).map((value): [string, string] => [
        name,
        asText(value),
      ])
      return required && !mutate ? pair.map((one) => [one]) : fc.array(pair, { maxLength: mutate ? 2 : 1 })
    })
  const odd = fc.array(fc.tuple(fc.constantFrom(...HOSTILE, 'limit', 'cursor'), fc.constantFrom(...HOSTILE)), {
    maxLength: 1,
  })
  return fc.tuple(...described, mutate ? odd : fc.constant([])).map((lists) => lists.flat())
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** Printable ASCII and Latin-1: what a client can send at all. */
const headerText = fc.constantFrom(...HOSTILE, '"1"', 'W/"1"', '*', '"a", "b"').map(sendable)

function sendable(text: string): string {
  return text.replace(/[^\x20-\x7E\xA1-\xFF]/g, '').slice(0, 1_000)
}

function headers({ method }: Operation, mutate: boolean): fc.Arbitrary<FuzzRequest['headers']> {
  const right: Record<string, fc.Arbitrary<string>> = method === 'POST'
    ? { 'idempotency-key': fc.uuid() }
    : { range: fc.constantFrom('bytes=0-0', 'bytes=-5') }
  if (!mutate) return fc.record(right, { requiredKeys: [] })
  const names = ['if-match', 'if-none-match', 'idempotency-key', 'last-event-id', 'range', 'if-range', 'accept']
  const odd = Object.fromEntries(names.map((name) => [name, headerText]))
  return fc.record(
    { ...odd, 'content-type': fc.constantFrom('text/plain', 'application/json; charset=utf-16', '') },
    {
      requiredKeys: [],
    },
  )
}

function bodies({ requestBody }: Operation, resolve: Resolve, mutate: boolean): fc.Arbitrary<string | null> {
  const json = requestBody?.content['application/json']
  if (!json) return mutate && requestBody ? fc.constantFrom(...HOSTILE, null) : fc.constant(null)
  const values = valuesOf(json.schema ?? {}, resolve, mutate)
  const text = (json.example === undefined ? values : fc.oneof(values, fc.constant(json.example))).map(asJson)
  return mutate ? fc.oneof({ weight: 6, arbitrary: text }, text.chain(broken), fc.constantFrom(...HOSTILE, null)) : text
}

function asJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null'
}

/** Cut, doubled, or with a character in it that does not belong. */
function broken(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(Math.max(text.length - 1, 0)), fc.constantFrom('', '"', '}', '\\', '\u0000', '{"a":1,"a":2}'))
    .map(([at, middle]) => text.slice(0, at) + middle + (middle === '' ? '' : text.slice(at)))
}
