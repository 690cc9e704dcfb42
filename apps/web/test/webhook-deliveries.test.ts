import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { DELIVERY_POLICY } from '@reelyard/pipeline'
import { Webhook as Verifier } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { resultMessage } from '../src/resources/results.ts'
import { AT_ONCE, SECRET_KEYS, webhookWorld, type Webhook, type WebhookWorld } from './support/webhook-world.ts'
import { submit } from './support/world.ts'

let world: WebhookWorld

beforeEach(async () => {
  world = await webhookWorld()
})

afterEach(() => world.close())

interface Message {
  id: string
  type: string
  timestamp: string
  data: Record<string, unknown>
}

const SOON = { timeout: 20_000, interval: 20 }

/** Waits until as many deliveries of a webhook have ended in this state. */
async function ended(id: string, state: string, count: number) {
  const those = async () => (await world.deliveries(id)).filter((delivery) => delivery.state === state)
  await expect.poll(async () => (await those()).length, SOON).toBe(count)
  return those()
}

test('what fails for good is told to who wants to know, signed, under ids of its own', async () => {
  const receiver = await world.receiver()
  const { id, secret } = await world.webhook(receiver.url, { types: ['task.failed', 'video.failed'] })
  await world.deliverer()
  const videoId = await world.failedVideo({
    ...{ title: 'A test', scenes: [{ narration: 'One.' }] },
    externalId: 'ours-1',
  })
  await ended(id, 'delivered', 2)
  const messages = receiver.received.map(({ headers, body }) => {
    const message = new Verifier(secret).verify(body, headers as Record<string, string>) as Message
    expect(headers['webhook-id']).toBe(message.id)
    expect(resultMessage.parse(message), 'as /openapi.json describes it').toEqual(message)
    return message
  })
  const byType = Object.fromEntries(messages.map((message) => [message.type, message.data]))
  expect(byType['task.failed']).toMatchObject({
    videoId,
    channel: 'default',
    externalId: 'ours-1',
    step: 'storyboard',
    scene: null,
    attempt: 1,
    state: 'failed',
    code: 'test',
    links: { video: `/v1/videos/${videoId}` },
  })
  expect(byType['video.failed']).toMatchObject({
    videoId,
    status: 'failed',
    failures: [{ step: 'storyboard', code: 'test' }],
  })
  expect(new Set(messages.map((message) => message.id)).size).toBe(2)
})

test('a good end, a cancelled video and its tasks are told as well', async () => {
  const receiver = await world.receiver()
  const { id } = await world.webhook(receiver.url)
  await world.deliverer()
  const videoId = await submit(world)
  await world.makeFiles(videoId, [])
  await world.pipeline.cancel(videoId, 'test')
  await expect.poll(() => receiver.types().filter((type) => type === 'video.cancelled').length, SOON).toBe(1)
  await expect.poll(() => receiver.types(), SOON).toContain('task.completed')
  await expect.poll(() => receiver.types().includes('task.cancelled'), SOON).toBe(true)
  expect((await world.read(id)).failingSince).toBeNull()
})

test('nothing is written for results that nobody wants', async () => {
  await world.failedVideo()
  const receiver = await world.receiver()
  const { id } = await world.webhook(receiver.url, { types: ['task.approved'] })
  await world.failedVideo()
  const jobs = `select count(*)::int as count from pgboss.job where name = 'results'`
  expect((await world.executeSql(jobs)).rows).toEqual([{ count: 0 }])
  await world.ask('PATCH', `/v1/webhooks/${id}`, { types: ['video.failed'] })
  await world.failedVideo()
  expect((await world.executeSql(jobs)).rows).toEqual([{ count: 1 }])
  await world.ask('DELETE', `/v1/webhooks/${id}`)
  await world.failedVideo()
  expect((await world.executeSql(jobs)).rows).toEqual([{ count: 1 }])
})

test('a move that is rolled back tells nothing', async () => {
  await world.webhook('http://127.0.0.1:9/')
  const videoId = await submit(world)
  const { tasks } = await world.pipeline.claim({ step: 'storyboard', limit: 1, worker: 'w', leaseSeconds: 60 })
  await world.pipeline.cancel(videoId, 'test')
  const before = await world.executeSql(`select count(*) from pgboss.job where name = 'results'`)
  const nothing = { exitCode: null, signal: null, retryAfterSeconds: null, log: [], cost: null }
  expect(await world.pipeline.fail(tasks[0]!, { outcome: 'permanent', code: 'x', message: 'x', ...nothing })).toBe(
    'lost',
  )
  expect(await world.executeSql(`select count(*) from pgboss.job where name = 'results'`)).toEqual(before)
})

test('a webhook of one channel hears of no other', async () => {
  await world.pipeline.putChannel({ id: 'mine', name: 'Mine', settings: {} })
  const [mine, all] = [await world.receiver(), await world.receiver()]
  await world.webhook(mine.url, { channels: ['mine'], types: ['video.failed'] })
  await world.webhook(all.url, { types: ['video.failed'] })
  await world.deliverer()
  await world.failedVideo()
  await world.failedVideo({ title: 'Of mine', scenes: [{ narration: 'One.' }], channel: 'mine' })
  await expect.poll(() => all.received.length, SOON).toBe(2)
  await expect.poll(() => mine.received.length, SOON).toBe(1)
  expect((JSON.parse(mine.received[0]!.body) as Message).data.channel).toBe('mine')
})

test('a failure is tried again under the same id, until it arrives', async () => {
  let left = 3
  const receiver = await world.receiver((response) => response.writeHead(left-- > 0 ? 500 : 200).end('no'))
  const { id } = await world.webhook(receiver.url, { types: ['video.failed'] })
  await world.deliverer()
  await world.failedVideo()
  const [delivery] = await ended(id, 'delivered', 1)
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
  const whole = await world.delivery(delivery!.id)
  expect(whole.attempts.map(({ response }) => response?.status)).toEqual([500, 500, 500, 200])
  expect(whole.attempts.every(({ request }) => !('webhook-signature' in request.headers))).toBe(true)
  expect((await world.read(id)).failingSince).toBeNull()
})

test('ten tries are spread over 75 hours and more, as the schedule says', () => {
  const hours = DELIVERY_POLICY.delaysSeconds.reduce((sum, seconds) => sum + seconds, 0) / 3600
  expect(DELIVERY_POLICY.delaysSeconds).toHaveLength(9)
  expect(hours).toBeGreaterThan(75)
  expect(hours).toBeLessThan(77)
})

test.each([
  ['as seconds', () => '3000', 2_990],
  ['as a date', () => new Date(Date.now() + 3_000_000).toUTCString(), 2_990],
  ['but not for ever', () => '99999999', 86_390],
])('Retry-After is waited for, %s', async (_how, retryAfter, atLeastSeconds) => {
  const receiver = await world.receiver((response) => response.writeHead(503, { 'retry-after': retryAfter() }).end())
  const { id } = await world.webhook(receiver.url, { types: ['video.failed'] })
  await world.deliverer()
  await world.failedVideo()
  await expect.poll(async () => (await world.deliveries(id))[0]?.tries, SOON).toBe(1)
  const [delivery] = await world.deliveries(id)
  const seconds = (new Date(delivery!.nextTryAt!).getTime() - Date.now()) / 1000
  expect(seconds).toBeGreaterThan(atLeastSeconds - 10)
  expect(seconds).toBeLessThan(atLeastSeconds + 20)
})

test('410 ends the webhook at once, and others are told', async () => {
  const gone = await world.receiver((response) => response.writeHead(410).end())
  const other = await world.receiver()
  const { id } = await world.webhook(gone.url, { types: ['video.failed'] })
  await world.webhook(other.url, { types: ['webhook.disabled'] })
  await world.deliverer()
  await world.failedVideo()
  await expect.poll(async () => (await world.read(id)).disabledReason, SOON).toBe('gone')
  await expect.poll(() => other.types(), SOON).toEqual(['webhook.disabled'])
  expect((JSON.parse(other.received[0]!.body) as Message).data).toMatchObject({ webhookId: id, reason: 'gone' })
  const { rows } = await world.executeSql(`select data from events where type = 'webhook.disabled'`)
  expect(rows).toEqual([{ data: { webhookId: id, reason: 'gone' } }])
  await world.failedVideo()
  expect(gone.received).toHaveLength(1)
  expect(world.logLines.some(({ message }) => message === 'webhook disabled')).toBe(true)
})

test('a webhook where the last try fails, and nothing arrived meanwhile, is disabled', async () => {
  const receiver = await world.receiver((response) => response.writeHead(500).end())
  const { id } = await world.webhook(receiver.url, { types: ['video.failed'] })
  await world.deliverer()
  await world.failedVideo()
  await expect.poll(async () => (await world.read(id)).disabledReason, SOON).toBe('exhausted')
  expect(receiver.received).toHaveLength(10)
  expect(await world.deliveries(id)).toMatchObject([{ state: 'failed', tries: 10 }])
})

test('it is not disabled where something else arrived meanwhile', async () => {
  const { id } = await world.webhook('http://127.0.0.1:9/', { types: ['task.failed', 'video.failed'] })
  await world.failedVideo()
  await world.pipeline.dispatchResults(10)
  const policy = { ...AT_ONCE, delaysSeconds: [0] }
  const settleNext = async (status: number) => {
    const due = await world.pipeline.claimDelivery([])
    const response = { status, headers: {}, body: '' }
    const tried = { milliseconds: 1, request: { url: '', headers: {} }, response, error: null, retryAfterSeconds: null }
    return { id: due!.deliveryId, ...(await world.pipeline.settleDelivery(due!, tried, policy)) }
  }
  const first = await settleNext(500)
  expect(await settleNext(200)).toMatchObject({ state: 'delivered' })
  expect(await settleNext(500)).toEqual({ id: first.id, state: 'failed', disabled: null })
  expect(await world.read(id)).toMatchObject({ enabled: true, failingSince: expect.any(String) })
})

test('a webhook where nothing has arrived for five days is disabled', async () => {
  const receiver = await world.receiver((response) => response.writeHead(500).end())
  const { id } = await world.webhook(receiver.url, { types: ['video.failed'] })
  await world.deliverer({ policy: { ...AT_ONCE, delaysSeconds: [3600, 3600] } })
  await world.failedVideo()
  await expect.poll(async () => (await world.read(id)).failingSince, SOON).not.toBeNull()
  expect((await world.read(id)).enabled).toBe(true)
  await world.executeSql(`update webhooks set failing_since = now() - interval '121 hours'`)
  await world.failedVideo()
  await expect.poll(async () => (await world.read(id)).disabledReason, SOON).toBe('failing')
})

test('a replay sends the same message again, and a disabled webhook takes none', async () => {
  const receiver = await world.receiver()
  const { id } = await world.webhook(receiver.url, { types: ['video.failed'] })
  await world.deliverer()
  await world.failedVideo()
  const [delivery] = await ended(id, 'delivered', 1)
  const replayed = await world.ask('POST', `/v1/webhook-deliveries/${delivery!.id}/replay`)
  expect(replayed).toMatchObject({ status: 202, body: { replayOf: delivery!.id, messageId: delivery!.messageId } })
  await expect.poll(() => receiver.received.length, SOON).toBe(2)
  const [first, second] = receiver.received as [(typeof receiver.received)[number], (typeof receiver.received)[number]]
  expect([second.body, second.headers['webhook-id']]).toEqual([first.body, first.headers['webhook-id']])
  await world.ask('PATCH', `/v1/webhooks/${id}`, { enabled: false })
  const refused = await world.ask('POST', `/v1/webhook-deliveries/${delivery!.id}/replay`)
  expect(refused).toMatchObject({ status: 409, body: { code: 'webhook_disabled' } })
})

test('two deliverers share the work, and send nothing twice', async () => {
  const receiver = await world.receiver()
  const hooks: Webhook[] = []
  for (let n = 0; n < 5; n++) hooks.push(await world.webhook(receiver.url, { types: ['task.failed', 'video.failed'] }))
  await world.deliverer()
  await world.deliverer()
  for (let n = 0; n < 6; n++) await world.failedVideo()
  await expect.poll(() => receiver.received.length, SOON).toBe(60)
  for (const { id } of hooks) expect(await ended(id, 'delivered', 12)).toHaveLength(12)
  expect(receiver.received).toHaveLength(60)
})

test('a webhook that does not answer holds up no other', async () => {
  const slow = await world.receiver(() => {})
  const quick = await world.receiver()
  await world.webhook(slow.url, { types: ['task.failed', 'video.failed'] })
  const { id } = await world.webhook(quick.url, { types: ['task.failed', 'video.failed'] })
  await world.deliverer({ concurrency: 3, drainMs: 0 })
  for (let n = 0; n < 5; n++) await world.failedVideo()
  expect(await ended(id, 'delivered', 10)).toHaveLength(10)
  expect(slow.received).toHaveLength(2)
})

test('no answer in time, and nobody there, are failures with a code', async () => {
  const silent = await world.receiver(() => {})
  const { id } = await world.webhook(silent.url, { types: ['video.failed'] })
  const nobody = await world.webhook('http://127.0.0.1:9/', { types: ['video.failed'] })
  await world.deliverer({ answerWithinMs: 200, policy: { ...AT_ONCE, delaysSeconds: [] } })
  await world.failedVideo()
  const [late] = await ended(id, 'failed', 1)
  expect(await world.delivery(late!.id)).toMatchObject({ attempts: [{ response: null, error: { code: 'timeout' } }] })
  const [lost] = await ended(nobody.id, 'failed', 1)
  expect(await world.delivery(lost!.id)).toMatchObject({ attempts: [{ error: { code: 'connect_failed' } }] })
})

test('what a deliverer was sending when it was killed is sent again by another one', async () => {
  let answers = false
  const receiver = await world.receiver((response) => void (answers && response.writeHead(200).end()))
  const { id } = await world.webhook(receiver.url, { types: ['video.failed'] })
  const child = spawn(process.execPath, [fileURLToPath(new URL('fixtures/deliverer.ts', import.meta.url))], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: world.databaseUrl,
      REELYARD_SECRET_KEYS: SECRET_KEYS,
      LEASE_SECONDS: '30',
      REELYARD_EXIT_WITH_PARENT: '1',
    },
  })
  try {
    await world.failedVideo()
    await expect.poll(() => receiver.received.length, SOON).toBe(1)
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  answers = true
  await world.deliverer({ leaseSeconds: 1 })
  const [delivery] = await ended(id, 'delivered', 1)
  expect(delivery).toMatchObject({ tries: 1 })
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
    delivery!.messageId,
    delivery!.messageId,
  ])
})

test('a late end of a delivery that somebody else has taken over changes nothing', async () => {
  const receiver = await world.receiver()
  const { id } = await world.webhook(receiver.url, { types: ['video.failed'] })
  await world.failedVideo()
  await world.pipeline.dispatchResults(10)
  const due = await world.pipeline.claimDelivery([])
  const { rows } = await world.executeSql(`update pgboss.job set started_on = now() - interval '1 hour'
    where name = 'webhooks' returning id`)
  expect(rows).toHaveLength(1)
  expect(await world.pipeline.rescueDeliveries(60)).toBe(1)
  const request = { url: receiver.url, headers: {} }
  const tried = {
    milliseconds: 1,
    request,
    response: { status: 200, headers: {}, body: '' },
    error: null,
    retryAfterSeconds: null,
  }
  expect(await world.pipeline.settleDelivery(due!, tried, AT_ONCE)).toEqual({ state: 'lost', disabled: null })
  expect(await world.deliveries(id)).toMatchObject([{ state: 'pending', tries: 0 }])
})

test('a result that is handed out twice is delivered once', async () => {
  const receiver = await world.receiver()
  const { id } = await world.webhook(receiver.url, { types: ['video.failed'] })
  await world.failedVideo()
  await world.pipeline.dispatchResults(10)
  await world.executeSql(`update pgboss.job set state = 'created', completed_on = null where name = 'results'`)
  expect(await world.pipeline.dispatchResults(10)).toBe(1)
  expect(await world.deliveries(id)).toHaveLength(1)
})

test('old deliveries are forgotten', async () => {
  const receiver = await world.receiver()
  const { id } = await world.webhook(receiver.url)
  await world.ask('POST', `/v1/webhooks/${id}/test`)
  await world.executeSql(`update webhook_deliveries set created_at = now() - interval '31 days'`)
  await world.ask('POST', `/v1/webhooks/${id}/test`)
  expect(await world.pipeline.tidyDeliveries(30)).toBe(1)
  expect(await world.deliveries(id)).toHaveLength(1)
})

test('no log line holds a secret, a signature or a URL of a webhook', async () => {
  const receiver = await world.receiver((response) => response.writeHead(500).end())
  const url = `${receiver.url}/hook?token=planted-in-the-url`
  const { id, secret } = await world.webhook(url, { types: ['video.failed'] })
  await world.deliverer()
  await world.failedVideo()
  await expect.poll(async () => (await world.read(id)).disabledReason, SOON).toBe('exhausted')
  const log = JSON.stringify(world.logLines)
  const signatures = receiver.received.map(({ headers }) => String(headers['webhook-signature']).slice(3))
  for (const planted of [secret, secret.slice(6), 'planted-in-the-url', ...signatures])
    expect(log).not.toContain(planted)
})
