/** The committed description of the API and the types that are made from it are those of the routes that there are. */
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { currentDocument } from '../scripts/document.ts'
import { typesOf } from '../scripts/operation-types.ts'
import { typeOf } from '../scripts/schema-types.ts'

const HOW = 'run `node packages/client/scripts/generate.ts`'

async function committed(name: string): Promise<string> {
  return readFile(new URL(`../${name}`, import.meta.url), 'utf8')
}

it('openapi.json describes the routes as they are', async () => {
  // Not toBe: the difference of half a megabyte tells nobody anything.
  expect((await committed('openapi.json')) === (await currentDocument()), `It is stale: ${HOW}.`).toBe(true)
})

it('openapi.d.ts has the types of openapi.json', async () => {
  expect((await committed('openapi.d.ts')) === typesOf(await committed('openapi.json')), `It is stale: ${HOW}.`).toBe(
    true,
  )
})

it.each([
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }, 'number | null'],
  [{ enum: ["it's", 2, null] }, String.raw`'it\'s' | 2 | null`],
  [{ $ref: '#/components/schemas/Video' }, "components['schemas']['Video']"],
  [{ type: 'array', items: { anyOf: [{ type: 'string' }, { const: 1 }] } }, '(string | 1)[]'],
  [
    { type: 'object', properties: { 'a-b': { type: 'boolean' } }, additionalProperties: false },
    "{\n  'a-b'?: boolean\n}",
  ],
  [{ type: 'object', additionalProperties: { type: 'number' } }, '{\n  [name: string]: number\n}'],
  [{ type: 'object', additionalProperties: false }, 'Record<string, never>'],
  [{}, 'unknown'],
])('%j is %s', (schema, type) => {
  expect(typeOf(schema)).toBe(type)
})
