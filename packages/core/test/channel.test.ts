import { describe, expect, it } from 'vitest'
import { channelSchema, channelSettingsSchema, DEFAULT_CHANNEL } from '../src/channel.ts'
import { DEFAULT_RETRY } from '../src/retry.ts'

const tool = { argv: ['python3', '{{scripts}}/draw.py'], outputs: { image: { file: 'a.png', mediaType: 'image/png' } } }

function faultPaths(channel: unknown): string[] {
  const { error } = channelSchema.safeParse(channel)
  return [...new Set(error?.issues.map(({ path }) => path.join('.')))]
}

describe('a channel', () => {
  it('needs only an id and a name', () => {
    const { settings } = channelSchema.parse({ id: DEFAULT_CHANNEL, name: 'Default' })
    expect(settings).toEqual({
      aspect: '16:9',
      resolution: '1080p',
      captions: 'burned',
      commands: {},
      retry: { maxAttempts: DEFAULT_RETRY.maxAttempts, delaysSeconds: [...DEFAULT_RETRY.delaysSeconds], steps: {} },
      gates: {},
      limits: {},
    })
  })

  it('fills in what a part leaves out', () => {
    const { retry } = channelSettingsSchema.parse({ retry: { maxAttempts: 2 } })
    expect(retry).toEqual({ maxAttempts: 2, delaysSeconds: [...DEFAULT_RETRY.delaysSeconds], steps: {} })
  })

  it('shares no defaults with another', () => {
    const [one, other] = [channelSettingsSchema.parse({}), channelSettingsSchema.parse({})]
    one.retry.delaysSeconds.push(1)
    one.commands.assets = tool
    expect(other.retry.delaysSeconds).toEqual([...DEFAULT_RETRY.delaysSeconds])
    expect(other.commands).toEqual({})
    expect(channelSettingsSchema.parse({})).toEqual(other)
  })

  it('may name another program for any step', () => {
    const channel = { id: 'inked', name: 'Inked', settings: { commands: { assets: tool } } }
    expect(channelSchema.parse(channel).settings.commands).toEqual({ assets: tool })
  })

  it.each([
    ['settings.commands', { commands: { painting: tool } }],
    ['settings.commands.assets.argv', { commands: { assets: { ...tool, argv: [] } } }],
    ['settings.commands.assets.argv', { commands: { assets: { ...tool, argv: ['draw', '{{unheard.of}}'] } } }],
    ['settings.retry.maxAttempts', { retry: { maxAttempts: 0 } }],
    ['settings.retry.delaysSeconds', { retry: { delaysSeconds: [] } }],
    ['settings.retry.delaysSeconds.0', { retry: { delaysSeconds: [-1] } }],
    ['settings.aspect', { aspect: '4:3' }],
    ['settings', { colour: 'red' }],
  ])('is refused for its %s: %j', (path, settings) => {
    expect(faultPaths({ id: 'a', name: 'A', settings })).toEqual([path])
  })

  it('is refused for a field that is unknown', () => {
    expect(channelSchema.safeParse({ id: 'a', name: 'A', colour: 'red' }).success).toBe(false)
  })

  it.each(['', 'Upper', '-first', 'a b', 'a/b', '../a', 'é', 'a'.repeat(64)])('is refused the id %j', (id) => {
    expect(faultPaths({ id, name: 'A' })).toEqual(['id'])
  })
})
