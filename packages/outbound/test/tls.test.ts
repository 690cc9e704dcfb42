import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import { guardedFetch, OutboundError, readAllowList } from '@reelyard/outbound'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CERTIFICATE, KEY } from '../../../test/fixtures/certificate.ts'

let server: Server
let port: number

beforeAll(async () => {
  const named: string[] = []
  const secure = { key: KEY, cert: CERTIFICATE }
  const choose = (name: string, done: (error: Error | null, context: SecureContext) => void) => {
    named.push(name)
    done(null, createSecureContext(secure))
  }
  server = createServer({ ...secure, SNICallback: choose }, ({ headers }, response) => {
    response.end(`${named.at(-1)} ${headers.host}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function ask(host: string, trusted: { ca?: string }): Promise<string> {
  const options = {
    timeoutMs: 5_000,
    maxBytes: 1_000,
    allow: readAllowList('127.0.0.1/32'),
    resolver: async () => ['127.0.0.1'],
    ...trusted,
  }
  try {
    return await guardedFetch(`https://${host}:${port}/`, options, async ({ body }) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of body) chunks.push(chunk)
      return Buffer.concat(chunks).toString()
    })
  } catch (error) {
    return error instanceof OutboundError ? error.code : String(error)
  }
}

test('the name stays in TLS and in Host, though it is the address that is connected to', async () => {
  expect(await ask('localhost', { ca: CERTIFICATE })).toBe(`localhost localhost:${port}`)
})

test('a certificate of another name, or of nobody that we trust, is refused', async () => {
  expect(await ask('other.test', { ca: CERTIFICATE })).toBe('tls_failed')
  expect(await ask('127.0.0.1', { ca: CERTIFICATE })).toBe('tls_failed')
  expect(await ask('localhost', {})).toBe('tls_failed')
})
