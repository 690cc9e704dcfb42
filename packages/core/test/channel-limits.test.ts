import { describe, expect, it } from 'vitest'
import { limitFault } from '../src/channel-limits.ts'
import { channelSettingsSchema } from '../src/channel.ts'

const of = (limits: object) => channelSettingsSchema.parse({ limits })
const order = (scenes: number) => ({ scenes: Array.from({ length: scenes }) })

describe('the limits of a channel', () => {
  it('are none where it names none', () => {
    expect(limitFault(of({}), order(200), 1_000_000)).toBeNull()
  })

  it('let an order have as many scenes as they say', () => {
    expect(limitFault(of({ scenesPerVideo: 3 }), order(3), 0)).toBeNull()
    expect(limitFault(of({ scenesPerVideo: 3 }), order(4), 0)).toEqual({
      kind: 'scenes',
      fault: {
        pointer: '/scenes',
        code: 'too_many',
        message: "'scenes' has 4 entries; the limit of the channel is 3.",
      },
    })
  })

  it('let as many videos be on their way as they say', () => {
    expect(limitFault(of({ openVideos: 2 }), order(1), 1)).toBeNull()
    expect(limitFault(of({ openVideos: 2 }), order(1), 2)).toEqual({
      kind: 'open_videos',
      message: 'The channel has 2 videos that have not ended; its limit is 2.',
    })
  })

  it.each([{ scenesPerVideo: 0 }, { scenesPerVideo: 201 }, { openVideos: 1.5 }, { openVideos: 100_001 }, { more: 1 }])(
    'cannot be %j',
    (limits) => {
      expect(channelSettingsSchema.safeParse({ limits }).success).toBe(false)
    },
  )
})
