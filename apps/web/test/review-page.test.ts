import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gated, PICTURE, send, stateOf, waiting } from './support/review-world.ts'
import { setup, type World } from './support/world.ts'

const FILES = [
  PICTURE,
  { role: 'clip', mediaType: 'video/mp4', content: 'no real film' },
  { role: 'speech', mediaType: 'audio/wav', content: 'no real sound' },
  { role: 'story"board<i>', mediaType: 'application/json', content: '{}' },
]

let world: World
beforeAll(async () => {
  world = await setup()
  await gated(world, 'open')
})
afterAll(() => world.close())

async function opened() {
  const { taskId } = await waiting(world, 'open', FILES)
  const { body } = await send(world, 'POST', `/v1/reviews/${taskId}/links`)
  return { taskId, url: String(body.url) }
}

const get = (url: string, init: RequestInit = {}) => fetch(url, init)

const post = (url: string, fields: Record<string, string>) =>
  get(url, { method: 'POST', body: new URLSearchParams(fields) })

describe('the page of a review link', () => {
  it('shows picture, film and sound, and what was asked for, with everything escaped', async () => {
    const { url } = await opened()
    const html = await (await get(url)).text()
    expect(html).toContain('<h1>A film &lt;b&gt;</h1>')
    expect(html).not.toMatch(/<b>|<i>|<script|\son\w+=/)
    expect(html).toContain('<dt>scenes 1 narration</dt>')
    for (const tag of ['img', 'video', 'audio', 'a']) {
      const [, path] = new RegExp(`<${tag} (?:src|href)="([^"]+)"`).exec(html) ?? []
      const file = await get(new URL(path!, url).href)
      expect([tag, file.status]).toEqual([tag, 200])
      await file.arrayBuffer()
    }
  })

  it('runs nothing, loads nothing from elsewhere, is kept and told nowhere', async () => {
    const { url } = await opened()
    const page = await get(url)
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(await page.text()) ?? []
    const digest = createHash('sha256').update(style).digest('base64')
    expect(page.headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${digest}'`,
      "img-src 'self'",
      "media-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ])
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
    })
  })

  it('changes nothing by being fetched', async () => {
    const { taskId, url } = await opened()
    for (const method of ['GET', 'HEAD']) expect((await get(url, { method })).status).toBe(200)
    expect(await stateOf(world, taskId)).toBe('awaiting_review')
  })

  it('does not approve by Enter in the field of the name', async () => {
    const { url } = await opened()
    const [first] = /<button[^>]*>/.exec(await (await get(url)).text()) ?? []
    expect(first).toBe('<button disabled hidden>')
  })

  it('takes a decision, once, and then shows what it was', async () => {
    const { taskId, url } = await opened()
    const done = await post(url, { name: 'Anna', note: 'Lovely & light', decision: 'approve' })
    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('Approved. Thank you.')])
    const move = (await world.pipeline.getTask(taskId))?.moves.at(-1)
    expect(move).toMatchObject({ event: 'approve', by: 'Anna (link of admin)', reason: 'Lovely & light' })
    for (const late of [await get(url), await post(url, { name: 'Ben', decision: 'approve' })]) {
      expect(late.status).toBe(410)
      expect(late.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(await late.text()).toContain('approved by Anna (link of admin)')
    }
  })

  it('asks again where something is missing, and keeps what was written', async () => {
    const { taskId, url } = await opened()
    const silent = await post(url, { name: 'Anna "A"', note: ' ', decision: 'reject' })
    expect(silent.status).toBe(422)
    const html = await silent.text()
    expect(html).toContain('Say in the note why you reject it.')
    expect(html).toContain('value="Anna &quot;A&quot;"')
    const nameless = await post(url, { name: '', note: '</textarea><script>', decision: 'approve' })
    expect(await nameless.text()).toContain('&lt;/textarea&gt;&lt;script&gt;</textarea>')
    expect((await post(url, { name: 'Anna' })).status).toBe(422)
    expect(await stateOf(world, taskId)).toBe('awaiting_review')
  })

  it('takes forms and nothing else, of a size that people write; the rest of the API takes no forms', async () => {
    const { taskId, url } = await opened()
    const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
    expect((await get(url, json)).status).toBe(415)
    expect((await post(url, { name: 'Anna', note: 'x'.repeat(70_000), decision: 'reject' })).status).toBe(413)
    expect((await post(`${world.url}/v1/review-links/x/decision`, { name: 'Anna' })).status).toBe(415)
    expect(await stateOf(world, taskId)).toBe('awaiting_review')
  })

  it('is a page too where there is no such link', async () => {
    const nowhere = await get(`${world.url}/review/nonsense`)
    expect([nowhere.status, nowhere.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    expect(await nowhere.text()).toContain('There is no such review link')
  })
})
