/**
 * Writes openapi.json from the routes of the web app, and openapi.d.ts from openapi.json. The types are made by a generator of
 * ours: openapi-typescript needs the programming interface of TypeScript 5, which TypeScript 7 does not have.
 */
import { writeFile } from 'node:fs/promises'
import { currentDocument } from './document.ts'
import { typesOf } from './operation-types.ts'

const document = await currentDocument()
await writeFile(new URL('../openapi.json', import.meta.url), document)
await writeFile(new URL('../openapi.d.ts', import.meta.url), typesOf(document))
