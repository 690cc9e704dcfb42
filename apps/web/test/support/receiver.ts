/** A receiver of webhooks: a real HTTP server that keeps what it gets, and answers as it is told. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Received {
  at: number
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export type Answer = (response: ServerResponse, received: Received) => void

export async function startReceiver(answer: Answer = (response) => void response.writeHead(204).end()) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const one = { at: performance.now(), path: request.url ?? '', headers: request.headers, body }
      received.push(one)
      answer(response, one)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    /** Types of the messages, in the order in which they came. */
    types: () => received.map(({ body }) => (JSON.parse(body) as { type: string }).type),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
