/** The operations that an OpenAPI document describes. */
import type { Resolve, Schema } from './values.ts'

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header' | 'cookie'
  required?: boolean
  schema: Schema
}

interface Described {
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema?: Schema; example?: unknown }> }
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>
}

export interface Document {
  paths: Record<string, Record<string, Described>>
  components?: { schemas?: Record<string, Schema> }
}

export interface Operation extends Described {
  method: string
  /** With its parameters in braces. */
  path: string
}

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete']

export function operationsOf({ paths }: Document): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, described]) => ({ ...described, method: method.toUpperCase(), path })),
  )
}

export function resolverOf({ components }: Document): Resolve {
  return (reference) => components?.schemas?.[reference.split('/').at(-1) ?? ''] ?? {}
}
