import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { setup } from './world.ts'

/** Slow enough for a script that was told too early to be heard first. */
const aSlowDatabase = () => sleep(150)

describe('a checkpoint', () => {
  it('is answered only after it is stored', async () => {
    const { run } = await setup()
    const events: string[] = []
    const result = await run(['checkpoint', '{"job":"a1"}'], {
      onCheckpoint: async (value) => {
        events.push(`storing ${JSON.stringify(value)}`)
        await aSlowDatabase()
        events.push('stored')
      },
      onLog: ({ text }) => events.push(text),
    })
    expect(events).toEqual(['storing {"job":"a1"}', 'stored', 'told to go on'])
    expect(result.output?.result).toEqual({ answers: ['{"checkpoint":"stored"}'] })
  })

  it('is stored one at a time and in order, and can be any JSON value', async () => {
    const { run } = await setup()
    const stored: unknown[] = []
    let atOnce = 0
    let most = 0
    const result = await run(['checkpoint', '1', 'null', '"three"'], {
      onCheckpoint: async (value) => {
        most = Math.max(most, (atOnce += 1))
        await aSlowDatabase()
        stored.push(value)
        atOnce -= 1
      },
    })
    expect(stored).toEqual([1, null, 'three'])
    expect(most).toBe(1)
    expect(result.output?.result).toEqual({ answers: Array(3).fill('{"checkpoint":"stored"}') })
  })

  it('that cannot be stored ends the script: the claim was lost', async () => {
    const { run } = await setup()
    const calls: unknown[] = []
    const result = await run(['checkpoint', '1', '2'], {
      onCheckpoint: async (value) => {
        calls.push(value)
        throw new Error('The claim was lost.')
      },
    })
    expect(result).toMatchObject({
      outcome: 'temporary',
      code: 'checkpoint_refused',
      interrupted: false,
      killed: true,
    })
    expect(result.message).toBe('The claim was lost.')
    expect(calls).toEqual([1])
  })

  it('is dropped where nobody stores it: the script finds its stdin closed', async () => {
    const { run } = await setup()
    const result = await run(['checkpoint', '1'])
    expect(result.output?.result).toEqual({ answers: [] })
  })

  it('that never settles does not hold up a script that is over', async () => {
    const { run } = await setup()
    const onCheckpoint = () => new Promise<void>(() => {})
    const result = await run(['checkpoint', '1'], { onCheckpoint, timeoutMs: 300, graceMs: 100 })
    expect(result).toMatchObject({ outcome: 'temporary', code: 'timed_out' })
  })

  it('that is too long for a line ends the script instead of leaving it to wait', async () => {
    const { run } = await setup()
    const result = await run(['big-checkpoint'], { onCheckpoint: async () => {} })
    expect(result).toMatchObject({ outcome: 'permanent', code: 'checkpoint_too_long' })
  })
})
