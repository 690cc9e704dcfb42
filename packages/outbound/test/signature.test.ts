import { retryAfterSeconds, signatureHeaders } from '@reelyard/outbound'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
const message = { id: '0191', body: '{"type":"video.completed"}' }

test('each of two secrets verifies a message that both have signed', () => {
  const headers = signatureHeaders([secret, other], message, new Date())
  expect(new Webhook(secret).verify(message.body, headers)).toEqual({ type: 'video.completed' })
  expect(new Webhook(other).verify(message.body, headers)).toEqual({ type: 'video.completed' })
})

test.each([
  ['the body', (h: Record<string, string>) => [`${message.body} `, h] as const],
  ['the id', (h: Record<string, string>) => [message.body, { ...h, 'webhook-id': '0192' }] as const],
  [
    'the time',
    (h: Record<string, string>) =>
      [message.body, { ...h, 'webhook-timestamp': String(Number(h['webhook-timestamp']) + 1) }] as const,
  ],
])('a message is refused once somebody has changed %s', (_what, tamper) => {
  const [body, headers] = tamper(signatureHeaders([secret], message, new Date()))
  expect(() => new Webhook(secret).verify(body, headers)).toThrow('No matching signature')
})

test('an old message is refused: it may be a repetition by somebody else', () => {
  const headers = signatureHeaders([secret], message, new Date(Date.now() - 6 * 60_000))
  expect(() => new Webhook(secret).verify(message.body, headers)).toThrow('too old')
})

test('Retry-After is read as seconds and as a date', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  expect(retryAfterSeconds('120', now)).toBe(120)
  expect(retryAfterSeconds('Sun, 22 Nov 2026 12:01:30 GMT', now)).toBe(90)
  expect(retryAfterSeconds('Sun, 22 Nov 2026 11:00:00 GMT', now)).toBe(0)
  expect(['soon', '-1', '1.5', '', '2026-11-22'].map((value) => retryAfterSeconds(value, now))).toEqual(
    Array.from({ length: 5 }, () => null),
  )
  expect(retryAfterSeconds(undefined, now)).toBeNull()
})
