import { faultsOf, type Subject } from '@reelyard/core'
import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { unstorableTexts } from './body/unstorable-texts.ts'
import { Problem } from './problem/problem.ts'
import type { ProblemCode } from './problem/table.ts'

/** A page of a listing. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(200).optional().describe('`nextCursor` of the page before.'),
})

/** Bodies that are described to readers of /openapi.json, and checked by those who know more of them. */
const described = new WeakSet<z.ZodType>()

/** Marks a body's schema as checked by the handler of its route. */
export function checkedByHandler<Schema extends z.ZodType>(schema: Schema): Schema {
  described.add(schema)
  return schema
}

/** Checks queries and bodies by their zod schemas; ids are looked at by who guards the objects. */
export const checkInput: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  if (httpPart === 'querystring')
    return (value: unknown) => checked(schema, value, { code: 'invalid_query', subject: 'query' })
  if (httpPart === 'body') {
    return (value: unknown) => {
      if (described.has(schema)) return true
      // Fastify says null where there is none.
      const given = value === null && isOptional(schema) ? undefined : value
      return checked(schema, given, { code: 'invalid_body', subject: 'body' })
    }
  }
  return () => true
}

/** Whether a request may come without a body. */
export function isOptional(schema: z.ZodType): boolean {
  return schema.safeParse(undefined).success
}

function checked(schema: z.ZodType, value: unknown, { code, subject }: { code: ProblemCode; subject: Subject }) {
  const parsed = schema.safeParse(value, { reportInput: true })
  const errors = parsed.success ? unstorableTexts(value) : faultsOf(parsed.error, subject)
  if (parsed.success && errors.length === 0) return { value: parsed.data }
  return { error: new Problem(code, { detail: errors.map((fault) => fault.message).join(' '), errors }) }
}
