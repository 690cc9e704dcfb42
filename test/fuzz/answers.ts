/** Whether an answer is one that the document describes. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Document, Operation } from './operations.ts'

/** What is wrong with an answer; null where nothing is. */
export type Judge = (operation: Operation, response: Response, text: string) => string | null

/** Answers to what is wrong with any request, whatever its route takes. */
const BEFORE_ROUTING = [400, 404, 408, 413, 414, 415, 431]

export function judgeBy(document: Document): Judge {
  const ajv = new Ajv2020({ strict: false, allErrors: false })
  addFormats.default(ajv)
  ajv.addSchema(document, 'api.json')
  const validators = new Map<string, ValidateFunction>()
  const validatorOf = (pointer: string) => {
    const validator = validators.get(pointer) ?? ajv.compile({ $ref: `api.json#${pointer}` })
    validators.set(pointer, validator)
    return validator
  }
  return (operation, response, text) => {
    try {
      return faultOf(operation, response, text)
    } catch (error) {
      return `${response.status} cannot be read: ${String(error)} in ${text.slice(0, 500)}`
    }
  }

  function faultOf(operation: Operation, response: Response, text: string): string | null {
    const { status } = response
    if (status >= 500) return `It answered ${status}: ${text.slice(0, 500)}`
    const mediaType = response.headers.get('content-type')?.split(';', 1)[0] ?? ''
    if (status >= 400 && mediaType !== 'application/problem+json') return `${status} came as '${mediaType}'.`
    if (operation.method === 'HEAD') return text === '' ? null : `${status} came with a body.`
    const described = operation.responses[String(status)]
    if (!described) {
      return BEFORE_ROUTING.includes(status)
        ? problemFault(text)
        : `The document knows no ${status} here: ${text.slice(0, 300)}`
    }
    if (!described.content) return text === '' ? null : `${status} came with a body.`
    if (!described.content[mediaType]) return described.content['*/*'] ? null : `${status} came as '${mediaType}'.`
    if (!mediaType.endsWith('json') || mediaType.includes('ndjson')) return null
    const path = [
      'paths',
      operation.path,
      operation.method.toLowerCase(),
      'responses',
      status,
      'content',
      mediaType,
      'schema',
    ]
    const validate = validatorOf(`/${path.map((part) => encodeURIComponent(escape(String(part)))).join('/')}`)
    if (validate(JSON.parse(text))) return null
    return `${status} is not what the document says: ${ajv.errorsText(validate.errors)} in ${text.slice(0, 500)}`
  }
}

/** In a JSON pointer. */
function escape(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1')
}

function problemFault(text: string): string | null {
  const { code } = JSON.parse(text) as { code?: unknown }
  return typeof code === 'string' ? null : `It is no problem document: ${text.slice(0, 200)}`
}
