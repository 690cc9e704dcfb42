/** A web app that can keep secrets and may ask this machine, receivers, and deliverers that lose no time. */
import { readAllowList } from '@reelyard/outbound'
import { DELIVERY_POLICY, openPipeline } from '@reelyard/pipeline'
import { createLifecycle, readKeyring, type LongRunner } from '@reelyard/runtime'
import { webhookDeliverer, type DelivererOptions } from '@reelyard/web'
import { expect } from 'vitest'
import { testPipelineOptions } from '../../../../test/support/pipeline-options.ts'
import { startReceiver, type Answer as ReceiverAnswer } from './receiver.ts'
import { ORDER, setup, submit } from './world.ts'

export const SECRET_KEYS = `k1:${Buffer.alloc(32, 1).toString('base64')}`

const OUTBOUND = { allow: readAllowList('127.0.0.1') }

/** Ten tries, without the waits. */
export const AT_ONCE = { ...DELIVERY_POLICY, delaysSeconds: DELIVERY_POLICY.delaysSeconds.map(() => 0), jitter: 0 }

export interface Webhook {
  id: string
  url: string
  secret: string
  enabled: boolean
  version: number
  disabledReason: string | null
  failingSince: string | null
}

export interface Delivery {
  id: string
  messageId: string
  type: string
  state: string
  tries: number
  nextTryAt: string | null
  replayOf: string | null
  body: string
  attempts: {
    number: number
    request: { url: string; headers: Record<string, string> }
    response: { status: number; headers: Record<string, string>; body: string } | null
    error: { code: string } | null
  }[]
}

interface Answer<Body> {
  status: number
  headers: Headers
  body: Body
}

export type WebhookWorld = Awaited<ReturnType<typeof webhookWorld>>

export async function webhookWorld() {
  const world = await setup({
    outbound: OUTBOUND,
    keyring: readKeyring(SECRET_KEYS),
    // A machine that is busy with other tests must not turn these away.
    pressure: { eventLoopDelayMs: 60_000 },
  })
  const closing: (() => unknown)[] = []
  const json = { 'content-type': 'application/json' }

  async function ask<Answered>(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer<Answered>> {
    const sent = body === undefined ? { headers } : { body: JSON.stringify(body), headers: { ...json, ...headers } }
    const response = await world.request(path, { method, ...sent })
    const text = await response.text()
    const answered = (text ? JSON.parse(text) : null) as Answered
    return { status: response.status, headers: response.headers, body: answered }
  }

  async function receiver(answer?: ReceiverAnswer) {
    const started = await startReceiver(answer)
    closing.push(started.close)
    return started
  }

  return {
    ...world,
    ask,
    receiver,
    webhook: async (url: string, more: object = {}): Promise<Webhook> => {
      const created = await ask<Webhook>('POST', '/v1/webhooks', { url, types: ['*'], ...more })
      expect(created).toMatchObject({ status: 201 })
      return created.body
    },
    read: async (id: string) => (await ask<Webhook>('GET', `/v1/webhooks/${id}`)).body,
    deliveries: async (id: string) => {
      const { body } = await ask<{ deliveries: Delivery[] }>('GET', `/v1/webhooks/${id}/deliveries?limit=100`)
      return body.deliveries
    },
    delivery: async (id: string) => (await ask<Delivery>('GET', `/v1/webhook-deliveries/${id}`)).body,
    /** Runs until the world is closed. Has a pipeline of its own, as another process would. */
    deliverer: async (options: Partial<DelivererOptions> = {}): Promise<LongRunner> => {
      const pipeline = await openPipeline({
        ...testPipelineOptions(world.databaseUrl),
        keyring: readKeyring(SECRET_KEYS),
      })
      const how = { outbound: OUTBOUND, policy: AT_ONCE, pollMs: 20, ...options }
      const runner = webhookDeliverer(pipeline, world.logger, how)
      const lifecycle = createLifecycle([{ start: async () => {}, stop: () => pipeline.close() }, runner])
      closing.push(() => lifecycle.stop())
      await lifecycle.start()
      return lifecycle
    },
    /** A video that fails at once: `task.failed`, and then `video.failed`. */
    failedVideo: async (order: object = ORDER) => {
      const id = await submit(world, order)
      await world.failVideo(id)
      return id
    },
    close: async () => {
      for (const close of closing.reverse()) await close()
      await world.close()
    },
  }
}
