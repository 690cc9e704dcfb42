/** The messages that webhooks get, as /openapi.json describes them to those who write receivers. */
import { RESULT_TYPES, RESULTS, TEST_RESULT } from '@reelyard/core'
import { z } from 'zod'

const id = z.uuid()

/** What a webhook in the format `standard` gets as its body. */
export const resultMessage = z
  .strictObject({
    id: id.describe('The same in every try and replay: receivers know a repetition by it.'),
    type: z.enum([...RESULT_TYPES, TEST_RESULT]),
    timestamp: z.iso.datetime().describe('When it happened.'),
    data: z
      .looseObject({
        videoId: id.optional(),
        channel: z.string().optional(),
        externalId: z.string().nullable().optional(),
        taskId: id.optional().describe('Of what is told of a task.'),
        links: z.record(z.string(), z.string()).optional().describe('Paths on the host of the API.'),
      })
      .describe('What it happened to. What else it tells depends on the type.'),
  })
  .meta({
    description: 'A result, in the format `standard`. With `cloudevents` its `data` is that of a CloudEvent 1.0.',
  })

const HEADERS = {
  'webhook-id': 'The `id` of the message.',
  'webhook-timestamp': 'When this try was made, in seconds since 1970.',
  'webhook-signature': '`v1,` and the HMAC-SHA256 of id, timestamp and body, in base64; several after a rotation.',
}

/** For `components.schemas` of the document. */
export function resultSchema(): Record<string, unknown> {
  const { $schema: _draft, ...schema } = z.toJSONSchema(resultMessage)
  return schema
}

/** For `webhooks` of the document. `schema` is a reference to `resultSchema()`. */
export function resultWebhook(schema: { $ref: string }) {
  const types = Object.entries(RESULTS).map(([type, what]) => `- \`${type}\`: ${what}`)
  return {
    post: {
      tags: ['webhooks'],
      operationId: 'receiveResult',
      summary: 'A result, sent to a webhook',
      description: `Signed as Standard Webhooks 1.0 says. Any answer of 2xx within 15 seconds is success.\n\n${types.join('\n')}`,
      security: [],
      parameters: Object.entries(HEADERS).map(([name, description]) => ({
        ...{ name, description, in: 'header', required: true },
        schema: { type: 'string' },
      })),
      requestBody: { required: true, content: { 'application/json': { schema } } },
      responses: {
        '2XX': { description: 'It has arrived' },
        '410': { description: 'Nothing is to be sent any more: the webhook is disabled' },
      },
    },
  }
}
