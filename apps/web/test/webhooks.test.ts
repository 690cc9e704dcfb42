import { randomUUID } from 'node:crypto'
import { Webhook as Verifier } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { webhookWorld, type Webhook, type WebhookWorld } from './support/webhook-world.ts'
import { setup } from './support/world.ts'

let world: WebhookWorld

beforeAll(async () => {
  world = await webhookWorld()
})

afterAll(() => world.close())

interface Problem {
  code: string
  errors: { pointer: string; code: string }[]
}

const URL_OF_OURS = 'http://127.0.0.1:9/hook'

test('a new webhook shows its secret once, and keeps it sealed', async () => {
  const created = await world.ask<Webhook>('POST', '/v1/webhooks', { url: URL_OF_OURS, types: ['video.failed'] })
  expect(created.status).toBe(201)
  expect(created.headers.get('location')).toBe(`/v1/webhooks/${created.body.id}`)
  expect(created.headers.get('etag')).toBe('"1"')
  const { secret, ...shown } = created.body
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(shown).toMatchObject({ url: URL_OF_OURS, types: ['video.failed'], format: 'standard', enabled: true })
  const read = await world.ask('GET', `/v1/webhooks/${created.body.id}`)
  expect(read.body).toEqual(shown)
  const { rows } = await world.executeSql(`select row_to_json(w)::text as text from webhooks w`)
  expect(JSON.stringify(rows)).not.toContain(secret)
})

test.each([
  ['https://169.254.169.254/latest', 'unsafe_url'],
  ['https://3232235777:8443/', 'unsafe_url'],
  ['http://example.com/', 'unsafe_url'],
  ['https://[::1]/', 'unsafe_url'],
  ['https://nobody.invalid/', 'unsafe_url'],
  ['https://user:secret@example.com/', 'unsafe_url'],
  ['ftp://example.com/', 'invalid_body'],
])('a webhook at %s is refused: %s', async (url, code) => {
  const { status, body } = await world.ask<Problem>('POST', '/v1/webhooks', { url, types: ['*'] })
  expect(status).toBe(422)
  expect(body).toMatchObject({ code, errors: [{ pointer: '/url' }] })
  const existing = await world.webhook(URL_OF_OURS)
  expect(await world.ask('PATCH', `/v1/webhooks/${existing.id}`, { url })).toMatchObject({
    status: 422,
    body: { code },
  })
})

test.each([
  [{ types: ['video.finished'] }, '/types/0'],
  [{ types: [] }, '/types'],
  [{ types: ['*'], channels: ['nobody'] }, '/channels/0'],
  [{ types: ['*'], format: 'xml' }, '/format'],
  [{ types: ['*'], secret: 'mine' }, '/secret'],
])('a webhook of %j is refused at %s', async (more, pointer) => {
  const { status, body } = await world.ask<Problem>('POST', '/v1/webhooks', { url: URL_OF_OURS, ...more })
  expect(status).toBe(422)
  expect(body.errors.map((error) => error.pointer)).toContain(pointer)
})

test('a change is made to the version that was seen, and to no other', async () => {
  const { id } = await world.webhook(URL_OF_OURS)
  const path = `/v1/webhooks/${id}`
  const first = await world.ask<Webhook>('PATCH', path, { enabled: false }, { 'if-match': '"1"' })
  expect(first.body).toMatchObject({ enabled: false, disabledReason: 'by_hand', version: 2 })
  expect(first.headers.get('etag')).toBe('"2"')
  const late = await world.ask<Problem>('PATCH', path, { enabled: true }, { 'if-match': '"1"' })
  expect(late).toMatchObject({ status: 412, body: { code: 'precondition_failed' } })
  expect(await world.ask('DELETE', path, undefined, { 'if-match': '"1"' })).toMatchObject({ status: 412 })
  const again = await world.ask<Webhook>('PATCH', path, { enabled: true, types: ['task.failed'], description: 'x' })
  expect(again.body).toMatchObject({ enabled: true, disabledReason: null, types: ['task.failed'], description: 'x' })
  expect(await world.ask('DELETE', path, undefined, { 'if-match': '"3"' })).toMatchObject({ status: 204 })
  expect(await world.ask('GET', path)).toMatchObject({ status: 404, body: { code: 'webhook_not_found' } })
})

test('webhooks are listed newest first, page by page', async () => {
  const made = [await world.webhook(URL_OF_OURS), await world.webhook(URL_OF_OURS)].map(({ id }) => id)
  const first = await world.ask<{ webhooks: Webhook[]; nextCursor: string }>('GET', '/v1/webhooks?limit=1')
  const cursor = encodeURIComponent(first.body.nextCursor)
  const second = await world.ask<{ webhooks: Webhook[] }>('GET', `/v1/webhooks?limit=1&cursor=${cursor}`)
  expect([...first.body.webhooks, ...second.body.webhooks].map(({ id }) => id)).toEqual(made.reverse())
})

test('a test is sent at once, signed, and answered with what came back', async () => {
  const receiver = await world.receiver((response) => response.writeHead(202, { 'x-mine': 'yes' }).end('thanks'))
  const { id, secret } = await world.webhook(`${receiver.url}/hook?k=1`)
  const sent = await world.ask<object>('POST', `/v1/webhooks/${id}/test`)
  expect(sent.status).toBe(200)
  expect(sent.body).toMatchObject({
    type: 'webhook.test',
    state: 'delivered',
    tries: 1,
    attempts: [{ number: 1, response: { status: 202, headers: { 'x-mine': 'yes' }, body: 'thanks' }, error: null }],
  })
  const [{ headers, body, path }] = receiver.received as [(typeof receiver.received)[number]]
  expect(path).toBe('/hook?k=1')
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Reelyard' })
  expect(new Verifier(secret).verify(body, headers as Record<string, string>)).toMatchObject({ type: 'webhook.test' })
  expect(() => new Verifier(secret).verify(`${body} `, headers as Record<string, string>)).toThrow(
    'No matching signature',
  )
  expect(JSON.stringify(sent.body)).not.toContain(String(headers['webhook-signature']).slice(3))
})

test('after a rotation both secrets verify', async () => {
  const receiver = await world.receiver()
  const { id, secret } = await world.webhook(receiver.url)
  const rotated = await world.ask<Webhook>('POST', `/v1/webhooks/${id}/rotate-secret`)
  expect(rotated.body.secret).not.toBe(secret)
  await world.ask('POST', `/v1/webhooks/${id}/test`)
  const [{ headers, body }] = receiver.received as [(typeof receiver.received)[number]]
  expect(String(headers['webhook-signature']).split(' ')).toHaveLength(2)
  for (const each of [secret, rotated.body.secret]) {
    expect(new Verifier(each).verify(body, headers as Record<string, string>)).toBeTruthy()
  }
  await world.executeSql(`update webhooks set former_secret_until = now() where id = '${id}'`)
  await world.ask('POST', `/v1/webhooks/${id}/test`)
  expect(String(receiver.received[1]?.headers['webhook-signature']).split(' ')).toHaveLength(1)
})

test('a redirect is a failure, and is not followed', async () => {
  const target = await world.receiver()
  const receiver = await world.receiver((response) => response.writeHead(307, { location: target.url }).end())
  const { id } = await world.webhook(receiver.url)
  const sent = await world.ask('POST', `/v1/webhooks/${id}/test`)
  expect(sent.body).toMatchObject({ state: 'failed', attempts: [{ response: { status: 307 } }] })
  expect(target.received).toEqual([])
})

test('a CloudEvent is what `cloudevents` asks for', async () => {
  const receiver = await world.receiver()
  const { id, secret } = await world.webhook(receiver.url, { format: 'cloudevents' })
  await world.ask('POST', `/v1/webhooks/${id}/test`)
  const [{ headers, body }] = receiver.received as [(typeof receiver.received)[number]]
  expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8')
  expect(new Verifier(secret).verify(body, headers as Record<string, string>)).toEqual({
    specversion: '1.0',
    id: headers['webhook-id'],
    type: 'reelyard.webhook.test',
    source: '/v1',
    subject: id,
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    datacontenttype: 'application/json',
    data: expect.objectContaining({ webhookId: id }),
  })
})

describe('a key of some channels', () => {
  const KEY = 'ry_test_key_of_one_channel_0123456789abcdef'
  const own = { authorization: `Bearer ${KEY}` }

  beforeAll(async () => {
    await world.pipeline.putChannel({ id: 'mine', name: 'Mine', settings: {} })
    await world.executeSql(`insert into api_keys (id, name, prefix, sha256, scopes, channels, created_by)
      values (gen_random_uuid(), 'mine', 'ry_', encode(sha256('${KEY}'), 'hex'), '{channels:admin}', '{mine}', 'test')`)
  })

  test('does not see what a webhook was sent when it had other channels as well', async () => {
    const SENT = { mine: randomUUID(), default: randomUUID() }
    const { id } = await world.webhook(URL_OF_OURS, { channels: ['mine', 'default'] })
    for (const [channel, delivery] of Object.entries(SENT)) {
      await world.executeSql(
        `insert into webhook_deliveries (id, webhook_id, message_id, type, channel_id, body, job_id)
       values ('${delivery}', '${id}', gen_random_uuid(), 'video.failed', '${channel}', '{}', gen_random_uuid())`,
      )
    }
    await world.ask('PATCH', `/v1/webhooks/${id}`, { channels: ['mine'] })

    const seenBy = async (headers?: Record<string, string>) => {
      const path = `/v1/webhooks/${id}/deliveries`
      const { body } = await world.ask<{ deliveries: { id: string }[] }>('GET', path, undefined, headers)
      const listed = body.deliveries.map((each) => each.id)
      const ids = Object.values(SENT)
      const answers = ids.map((each) => world.ask('GET', `/v1/webhook-deliveries/${each}`, undefined, headers))
      const found = (await Promise.all(answers)).flatMap(({ status }, index) => (status === 200 ? [ids[index]!] : []))
      return { listed: listed.toSorted(), found: found.toSorted() }
    }
    const all = Object.values(SENT).toSorted()
    expect(await seenBy()).toEqual({ listed: all, found: all })
    expect(await seenBy(own)).toEqual({ listed: [SENT.mine], found: [SENT.mine] })
  })

  test('makes webhooks of its own channels only', async () => {
    const post = (more: object) =>
      world.ask<Problem>('POST', '/v1/webhooks', { url: URL_OF_OURS, types: ['*'], ...more }, own)
    expect(await post({ channels: ['mine'] })).toMatchObject({ status: 201 })
    expect((await post({})).body).toMatchObject({ code: 'invalid_body', errors: [{ pointer: '/channels' }] })
    const other = await post({ channels: ['mine', 'default'] })
    const unknown = await post({ channels: ['mine', 'nobody'] })
    expect(JSON.stringify(other.body).replaceAll('default', 'nobody')).toBe(JSON.stringify(unknown.body))
  })

  test('sees and changes no others', async () => {
    const everybodys = await world.webhook(URL_OF_OURS)
    const both = await world.webhook(URL_OF_OURS, { channels: ['mine', 'default'] })
    const mine = await world.webhook(URL_OF_OURS, { channels: ['mine'] })
    const { body } = await world.ask<{ webhooks: { id: string }[] }>('GET', '/v1/webhooks?limit=100', undefined, own)
    const seen = body.webhooks.map(({ id }) => id)
    expect(seen).toContain(mine.id)
    expect(seen).not.toContain(everybodys.id)
    expect(seen).not.toContain(both.id)
    for (const { id } of [everybodys, both]) {
      for (const [method, path] of [
        ['GET', ''],
        ['DELETE', ''],
        ['POST', '/test'],
        ['POST', '/rotate-secret'],
        ['GET', '/deliveries'],
      ] as const) {
        const answer = await world.ask<Problem>(method, `/v1/webhooks/${id}${path}`, undefined, own)
        expect(answer).toMatchObject({ status: 404, body: { code: 'webhook_not_found' } })
      }
    }
    const wider = await world.ask('PATCH', `/v1/webhooks/${mine.id}`, { channels: null }, own)
    expect(wider.status).toBe(422)
  })
})

test('without keys to seal with there are no webhooks', async () => {
  const bare = await setup({ keyring: null })
  try {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const response = await bare.request('/v1/webhooks', {
      ...init,
      body: JSON.stringify({ url: 'https://93.184.215.14/', types: ['*'] }),
    })
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'encryption_off' })
  } finally {
    await bare.close()
  }
})
