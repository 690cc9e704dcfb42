/** An OpenAPI document as the types that openapi-fetch reads. */
import { comment, nameOf, typeOf, type Schema } from './schema-types.ts'

type Content = Record<string, { schema?: Schema }>

interface Parameter {
  name: string
  in: string
  required?: boolean
  description?: string
  schema?: Schema
}

interface Operation {
  summary?: string
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Content }
  responses: Record<string, { content?: Content }>
}

interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const HEAD = `// Made from openapi.json by \`node packages/client/scripts/generate.ts\`: change the routes, not this file.
`

/** The text of openapi.d.ts. Problems are left out: they are thrown. */
export function typesOf(json: string): string {
  const { paths, components } = JSON.parse(json) as Document
  const schemas = Object.entries(components.schemas).flatMap(([name, schema]) => [
    ...comment(schema.description, '    '),
    `    ${nameOf(name)}: ${typeOf(schema, '    ')}`,
  ])
  return [
    HEAD,
    'export interface paths {',
    ...Object.entries(paths).flatMap(([path, methods]) => [
      `  '${path}': {`,
      ...Object.entries(methods).flatMap(([method, operation]) => operationLines(method, operation)),
      '  }',
    ]),
    '}',
    '',
    'export interface components {',
    '  schemas: {',
    ...schemas,
    '  }',
    '}',
    '',
  ].join('\n')
}

function operationLines(method: string, { summary, parameters = [], requestBody, responses }: Operation): string[] {
  const body = requestBody && [
    `      requestBody${requestBody.required ? '' : '?'}: {`,
    ...contentLines(requestBody.content, '        '),
    '      }',
  ]
  return [
    ...comment(summary, '    '),
    `    ${method}: {`,
    ...parameterLines(parameters),
    ...(body ?? []),
    '      responses: {',
    ...Object.entries(responses).filter(isSuccess).flatMap(responseLines),
    '      }',
    '    }',
  ]
}

function isSuccess([status]: [string, unknown]): boolean {
  return status.startsWith('2')
}

function responseLines([status, { content }]: [string, { content?: Content }]): string[] {
  const lines = content && Object.keys(content).length > 0 ? contentLines(content, '          ') : []
  return [
    `        ${status}: {`,
    '          headers: Record<string, unknown>',
    ...(lines.length > 0 ? lines : ['          content?: never']),
    '        }',
  ]
}

function contentLines(content: Content, indent: string): string[] {
  const types = Object.entries(content).map(
    ([mediaType, { schema = {} }]) => `${indent}  ${nameOf(mediaType)}: ${typeOf(schema, `${indent}  `)}`,
  )
  return [`${indent}content: {`, ...types, `${indent}}`]
}

function parameterLines(parameters: readonly Parameter[]): string[] {
  const places = ['query', 'header', 'path', 'cookie'].flatMap((place) => {
    const some = parameters.filter((parameter) => parameter.in === place)
    if (some.length === 0) return [`        ${place}?: never`]
    const optional = some.every(({ required }) => !required)
    return [
      `        ${place}${optional ? '?' : ''}: {`,
      ...some.flatMap(({ name, required, description, schema = {} }) => [
        ...comment(description ?? schema.description, '          '),
        `          ${nameOf(name)}${required ? '' : '?'}: ${typeOf(schema, '          ')}`,
      ]),
      '        }',
    ]
  })
  return ['      parameters: {', ...places, '      }']
}
