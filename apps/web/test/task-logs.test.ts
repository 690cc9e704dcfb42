import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { claimedIn, storyboardIn } from './support/claimed-task.ts'
import { makeKey } from './support/keys.ts'
import { cancelAll } from './support/exchange.ts'
import { setup, submit, type World } from './support/world.ts'

let world: World
const storyboardOf = (videoId: string) => storyboardIn(world, videoId)
const claimed = (delaySeconds?: number) => claimedIn(world, delaySeconds)
beforeAll(async () => {
  world = await setup({ eventTimings: { keysMs: 50 } })
})
afterEach(() => cancelAll(world))
afterAll(() => world.close())

describe('GET /v1/tasks/:id/logs', () => {
  const logs = async (path: string, query = '') => {
    const response = await world.request(`${path}/logs${query}`)
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
  }
  const held = ({ task }: Awaited<ReturnType<typeof claimed>>) => ({ taskId: task.taskId, attempt: task.attempt })

  it('are empty before the first attempt, and the lines of the newest after', async () => {
    const id = await submit(world)
    expect(await logs(`/v1/tasks/${await storyboardOf(id)}`, '?follow=true')).toMatchObject({ status: 200, text: '' })
    await world.pipeline.cancel(id, 'test')
    const { path, failForNow } = await claimed()
    await failForNow()
    expect(await logs(path)).toEqual({ status: 200, type: 'text/plain; charset=utf-8', text: 'one\ntwo\n' })
    expect((await logs(path, '?attempt=1')).text).toBe('one\ntwo\n')
    expect((await logs(path, '?attempt=9')).text).toBe('')
    expect((await logs(path, '?attempt=0')).status).toBe(400)
  })

  it('go on until the attempt has ended, and say what was skipped', async () => {
    const run = await claimed(3_600)
    const says = (count: number) => {
      const log = Array.from({ length: Math.min(count, 200) }, (_, index) => `line ${Math.max(0, count - 200) + index}`)
      return world.pipeline.saveLiveLogs([{ ...held(run), log, logLines: count }])
    }
    await says(2)
    const response = await world.request(`${run.path}/logs?follow=true`)
    let text = ''
    const reading = (async () => {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk
    })()
    await expect.poll(() => text).toBe('line 0\nline 1\n')
    await says(3)
    await expect.poll(() => text, { timeout: 3_000 }).toBe('line 0\nline 1\nline 2\n')
    await says(300)
    await expect.poll(() => text, { timeout: 3_000 }).toMatch(/line 2\n… 97 lines were skipped here\.\nline 100\n/)
    await says(301)
    await run.failForNow()
    await reading
    expect(text.trim().split('\n').at(-1)).toBe('two')
  })

  it('come with their head at once, though nothing is said', async () => {
    const run = await claimed(3_600)
    const response = await world.request(`${run.path}/logs?follow=true`, { signal: AbortSignal.timeout(3_000) })
    expect(response.status).toBe(200)
    await run.failForNow()
    expect(await response.text()).toBe('one\ntwo\n')
  })

  it('end when the key of who follows them is revoked', async () => {
    const run = await claimed(3_600)
    const { id, authorization } = await makeKey(world, { name: 'follower', scopes: ['videos:read'] })
    const response = await world.request(`${run.path}/logs?follow=true`, { headers: { authorization } })
    await world.request(`/v1/keys/${id}`, { method: 'DELETE' })
    expect(await response.text()).toBe('')
  })

  it('are not followed by a HEAD', async () => {
    const run = await claimed(3_600)
    const asked: string[] = []
    const pipeline = {
      ...world.pipeline,
      attemptLogs: (of: Parameters<typeof world.pipeline.attemptLogs>[0]) => {
        asked.push(...of.map(({ taskId }) => taskId))
        return world.pipeline.attemptLogs(of)
      },
    }
    const other = await setup({ pipeline })
    const path = `${run.path}/logs?follow=true`
    expect((await other.request(path, { method: 'HEAD' })).status).toBe(200)
    expect(asked).toHaveLength(1)
    // Who follows is looked for with all the others: after a look for this one nobody else was looked for.
    const another = await claimed(3_600)
    const response = await other.request(`${another.path}/logs?follow=true`)
    await expect.poll(() => asked.at(-1)).toBe(another.task.taskId)
    await expect.poll(() => asked.length, { timeout: 3_000 }).toBeGreaterThan(2)
    expect(asked.filter((id) => id === run.task.taskId)).toHaveLength(1)
    await another.failForNow()
    await response.text()
    await other.close()
  })

  it('end with the video that is deleted', async () => {
    const run = await claimed(3_600)
    const response = await world.request(`${run.path}/logs?follow=true`)
    await world.pipeline.cancel(run.videoId, 'test')
    await world.pipeline.deleteVideo(run.videoId, 'test')
    expect(await response.text()).toBe('')
  })

  it('are followed by many on few connections, and hold up no shutdown', async () => {
    const other = await setup()
    await submit(other)
    const { tasks } = await other.pipeline.claim({ step: 'storyboard', limit: 1, worker: 'w', leaseSeconds: 60 })
    const path = `/v1/tasks/${tasks[0]!.taskId}/logs?follow=true`
    const open = await Promise.all(Array.from({ length: 200 }, () => other.request(path)))
    expect(new Set(open.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await other.request('/v1/videos')).status).toBe(200)
    const texts = Promise.all(open.map((response) => response.text()))
    const start = performance.now()
    await other.app.close()
    expect(await texts).toEqual(Array(200).fill(''))
    expect(performance.now() - start).toBeLessThan(3_000)
    await other.close()
  })
})
