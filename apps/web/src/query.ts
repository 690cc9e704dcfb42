import { faultsOf } from '@reelyard/core'
import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { Problem } from './problem/problem.ts'

/** A page of a listing. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(200).optional().describe('`nextCursor` of the page before.'),
})

/** With the defaults filled in. */
export type PageQuery = z.output<typeof pageQuery>

/** Checks a query by its zod schema; bodies and ids are left to those who know more of them. */
export const checkQuery: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  if (httpPart !== 'querystring') return () => true
  return (value: unknown) => {
    const parsed = schema.safeParse(value, { reportInput: true })
    if (parsed.success) return { value: parsed.data }
    const errors = faultsOf(parsed.error, 'query')
    return { error: new Problem('invalid_query', { detail: errors.map((fault) => fault.message).join(' '), errors }) }
  }
}
