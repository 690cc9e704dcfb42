import { createHmac, randomBytes } from 'node:crypto'
import { openPipeline } from '@reelyard/pipeline'
import { readKeyring } from '@reelyard/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkedReviewResource, reviewLinkResource } from '../src/resources/review-links.ts'
import { gated, keyOf, makeAgain, PICTURE, send, stateOf, waiting } from './support/review-world.ts'
import { setup, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await setup()
  await gated(world, 'open')
})
afterAll(() => world.close())

const NO_KEY = { authorization: '' }

async function linked(taskId: string, headers?: Record<string, string>) {
  const { status, body } = await send(world, 'POST', `/v1/reviews/${taskId}/links`, { expiresInSeconds: 600 }, headers)
  expect(status).toBe(201)
  return reviewLinkResource.parse(body)
}

const read = (token: string) => send(world, 'GET', `/v1/review-links/${token}`, undefined, NO_KEY)

const decide = (token: string, body: object) => send(world, 'POST', `/v1/review-links/${token}/decision`, body, NO_KEY)

const APPROVAL = { decision: 'approve', name: 'Anna' }

describe('a review link', () => {
  it('shows what is to be decided on, without a key, and looking changes nothing', async () => {
    const { taskId } = await waiting(world, 'open')
    const link = await linked(taskId)
    expect(link.url).toBe(`${world.url}/review/${link.token}`)
    expect(Math.abs(Date.parse(link.expiresAt) - Date.now() - 600_000)).toBeLessThan(10_000)
    for (let times = 0; times < 2; times++) {
      const { headers, body } = await read(link.token)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(linkedReviewResource.parse(body)).toMatchObject({
        ...{ video: { title: 'A film <b>' }, step: 'storyboard', scene: null, attempt: 1, expiresAt: link.expiresAt },
        artifacts: [{ role: 'image', mediaType: 'image/png', bytes: PICTURE.content.length }],
      })
    }
    expect(await stateOf(world, taskId)).toBe('awaiting_review')
  })

  it('gives the files too, with ranges, and no others', async () => {
    const [mine, other] = [await waiting(world, 'open'), await waiting(world, 'open')]
    const link = await linked(mine.taskId)
    const { artifacts } = linkedReviewResource.parse((await read(link.token)).body)
    const url = artifacts[0]!.links.content
    const part = await world.request(url, { headers: { ...NO_KEY, range: 'bytes=3-6' } })
    expect([part.status, await part.text(), part.headers.get('cache-control')]).toEqual([
      206,
      'real',
      'private, no-cache',
    ])
    expect((await world.request(url, { method: 'HEAD', headers: NO_KEY })).status).toBe(200)
    const foreign = linkedReviewResource.parse((await read((await linked(other.taskId)).token)).body).artifacts[0]!
    const stolen = await send(world, 'GET', url.replace(artifacts[0]!.id, foreign.id), undefined, NO_KEY)
    expect(stolen.body).toMatchObject({ status: 404, code: 'artifact_not_found' })
  })

  it('decides once; who comes later is told what was decided', async () => {
    const { taskId } = await waiting(world, 'open')
    const { token } = await linked(taskId)
    const second = await linked(taskId)
    const both = await Promise.all([decide(token, { ...APPROVAL, note: 'fine' }), decide(second.token, APPROVAL)])
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 410]))
    const move = (await world.pipeline.getTask(taskId))?.moves.at(-1)
    expect(move).toMatchObject({ event: 'approve', by: 'Anna (link of admin)' })
    const late = await read(token)
    expect(late.body).toMatchObject({ status: 410, code: 'link_expired' })
    expect(String(late.body.detail)).toMatch(/^The result was approved by Anna \(link of admin\) at 2/)
    expect((await decide(token, APPROVAL)).status).toBe(410)
  })

  it('ends with the attempt that it was made for', async () => {
    const { taskId } = await waiting(world, 'open')
    const { token } = await linked(taskId)
    await send(world, 'POST', `/v1/reviews/${taskId}/reject`, { note: 'dull', parameters: {} })
    await makeAgain(world, taskId)
    expect(await stateOf(world, taskId)).toBe('awaiting_review')
    expect((await read(token)).body).toMatchObject({
      status: 410,
      detail: expect.stringContaining('rejected by admin'),
    })
    expect((await decide(token, APPROVAL)).status).toBe(410)
    expect(await stateOf(world, taskId)).toBe('awaiting_review')
  })

  it('ends when it expires', async () => {
    const { taskId } = await waiting(world, 'open')
    const token = signed({
      v: 1,
      task: taskId,
      attempt: 1,
      exp: Math.floor(Date.now() / 1000) - 1,
      by: 'admin',
      nonce: 'n',
    })
    expect((await read(token)).body).toMatchObject({ status: 410, detail: expect.stringContaining('expired at') })
    expect((await decide(token, APPROVAL)).status).toBe(410)
    expect(await stateOf(world, taskId)).toBe('awaiting_review')
  })

  it('is good after a new key has come before the one that signed it, and not after that is gone', async () => {
    const { taskId } = await waiting(world, 'open')
    const { token } = await linked(taskId)
    const [old, fresh] = [Buffer.alloc(32, 7), randomBytes(32)].map((key) => key.toString('base64'))
    const standings = []
    for (const keys of [`new:${fresh},test:${old}`, `new:${fresh}`]) {
      const options = { databaseUrl: world.pipeline.databaseUrl, applicationName: 'web test', housekeeping: false }
      const pipeline = await openPipeline({ ...options, onError: () => {}, keyring: readKeyring(keys) })
      standings.push((await pipeline.readReviewLink(token)).standing)
      await pipeline.close()
    }
    expect(standings).toEqual(['open', 'unknown'])
  })

  it.each<[string, (token: string) => string]>([
    ['nonsense', () => 'x'],
    ['cut off', (token) => token.slice(0, -1)],
    ['with another last character', sameBytes],
    ['without its signature', (token) => token.split('.')[0]!],
    ['with another payload', (token) => `${token.slice(0, 10)}A${token.slice(11)}`],
    ['longer', (token) => `${token}A`],
    ['signed with another key', (token) => `${token.split('.')[0]}.${randomBytes(32).toString('base64url')}`],
    ['of endless length', (token) => 'A'.repeat(1_000) + token],
  ])('is none where it is %s', async (_name, spoil) => {
    const { taskId } = await waiting(world, 'open')
    const token = spoil((await linked(taskId)).token)
    for (const { body } of [await read(token), await decide(token, APPROVAL)]) {
      expect(body).toMatchObject({ status: 404, code: expect.stringMatching(/^(review_link|route)_not_found$/) })
    }
    expect(await stateOf(world, taskId)).toBe('awaiting_review')
  })

  it('says who decides, in one printable line, and why it rejects', async () => {
    const { taskId } = await waiting(world, 'open')
    const { token } = await linked(taskId)
    const names = ['', '  ', 'x'.repeat(101), 'a\nb', 'a\u202Eb', 'a\u0000b', '\u2028']
    for (const name of names)
      expect((await decide(token, { ...APPROVAL, name })).body).toMatchObject({ code: 'invalid_body' })
    const silent = await decide(token, { decision: 'reject', name: 'Anna' })
    expect(silent.body).toMatchObject({ errors: [{ pointer: '/note', code: 'required' }] })
    expect((await decide(token, { decision: 'reject', name: ' Zoë 👩‍🎨 ', note: 'no' })).body).toEqual({
      state: 'rejected',
    })
    expect((await world.pipeline.getTask(taskId))?.moves.at(-1)).toMatchObject({
      by: 'Zoë 👩‍🎨 (link of admin)',
      reason: 'no',
    })
  })

  it('decides no more than its maker may, by the policy as it is now', async () => {
    await gated(world, 'picky')
    const { taskId } = await waiting(world, 'picky')
    const ben = await keyOf(world, 'ben')
    const { token } = await linked(taskId, ben)
    await gated(world, 'picky', { deciders: ['anna'] })
    expect((await decide(token, APPROVAL)).body).toMatchObject({ code: 'link_expired' })
    expect((await send(world, 'POST', `/v1/reviews/${taskId}/links`, {}, ben)).body).toMatchObject({
      code: 'not_a_decider',
    })
    await gated(world, 'picky', { links: false })
    expect((await read(token)).status).toBe(410)
    expect((await decide(token, APPROVAL)).body).toMatchObject({ code: 'link_expired' })
    expect((await send(world, 'POST', `/v1/reviews/${taskId}/links`)).body).toMatchObject({ code: 'not_a_decider' })
    await gated(world, 'picky')
    expect((await decide(token, APPROVAL)).status).toBe(200)
  })

  it('is not made for what does not wait, nor for a task of a channel that the key may not know of', async () => {
    const { taskId } = await waiting(world, 'open')
    const other = await keyOf(world, 'other', { channels: ['picky'] })
    expect((await send(world, 'POST', `/v1/reviews/${taskId}/links`, {}, other)).body).toMatchObject({
      code: 'task_not_found',
    })
    await send(world, 'POST', `/v1/reviews/${taskId}/approve`)
    expect((await send(world, 'POST', `/v1/reviews/${taskId}/links`)).body).toMatchObject({ code: 'wrong_state' })
  })

  it('is in no log', async () => {
    const { taskId } = await waiting(world, 'open')
    const { token } = await linked(taskId)
    await read(token)
    await world.request(`/review/${token}`, { headers: NO_KEY })
    const paths = [`/prefix/review/${token}`, `/%72eview/${token}`, `/v1/%72eview-links/${token}`]
    for (const path of paths) await world.request(path, { headers: NO_KEY })
    await world.request(`/v1/review-links/${token}/nowhere`, { headers: NO_KEY })
    await expect.poll(() => JSON.stringify(world.logLines)).toContain('/v1/review-links/…/nowhere')
    expect(JSON.stringify(world.logLines)).not.toContain(token.slice(0, 40))
  })
})

describe('where it leads', () => {
  it.each(['evil.example/x', 'a"b', 'user@host', 'host:port'])('is never made of the Host %j', async (host) => {
    const { taskId } = await waiting(world, 'open')
    const { authorization = '' } = await keyOf(world, `key of ${host.replaceAll(/\W/g, '')}`)
    const url = `/v1/reviews/${taskId}/links`
    const { statusCode } = await world.app.inject({ method: 'POST', url, headers: { host, authorization } })
    expect(statusCode).toBe(400)
  })

  it('is the public URL where one is set; and there is none without a key to sign with', async () => {
    const elsewhere = await setup({ publicUrl: 'https://films.example.com/yard/' })
    const off = await setup({ keyring: null })
    try {
      await gated(elsewhere, 'open')
      const { taskId } = await waiting(elsewhere, 'open')
      const { body } = await send(elsewhere, 'POST', `/v1/reviews/${taskId}/links`)
      expect(body.url).toBe(`https://films.example.com/yard/review/${String(body.token)}`)
      await gated(off, 'open')
      const unsigned = await waiting(off, 'open')
      const refused = await send(off, 'POST', `/v1/reviews/${unsigned.taskId}/links`)
      expect(refused.body).toMatchObject({
        status: 503,
        code: 'encryption_off',
        detail: expect.stringContaining('REELYARD_SECRET_KEYS'),
      })
      expect((await send(off, 'GET', `/v1/review-links/${String(body.token)}`, undefined, NO_KEY)).status).toBe(404)
    } finally {
      await elsewhere.close()
      await off.close()
    }
  })
})

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Another text for the same signature: the last bit of the last character counts for nothing. */
function sameBytes(token: string): string {
  const other = token.slice(0, -1) + ALPHABET[ALPHABET.indexOf(token.at(-1)!) ^ 1]!
  const [one, two] = [token, other].map((text) => Buffer.from(text.split('.')[1]!, 'base64url'))
  expect(one!.equals(two!)).toBe(true)
  return other
}

/** As the service signs: what a test wants of a link that the API does not make. */
function signed(payload: object): string {
  const key = readKeyring(`test:${Buffer.alloc(32, 7).toString('base64')}`)!.derive('review links')[0]!
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url')
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
}
