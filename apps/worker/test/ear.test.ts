import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEar } from '../src/ear.ts'
import { openWorld, recordingLogger, soon, type World } from './world.ts'

let world: World
let stops: (() => Promise<void>)[]

beforeEach(async () => {
  world = await openWorld()
  stops = [world.close]
})

afterEach(async () => {
  for (const stop of stops.toReversed()) await stop()
})

async function listening(listen = true) {
  const woken: (string | undefined)[] = []
  const wake = (step?: string) => void woken.push(step)
  const ear = createEar({ pipeline: world.pipeline, listen, wake, logger: recordingLogger().logger })
  stops.push(ear.stop)
  await ear.start()
  return { ear, woken }
}

describe('the ear', () => {
  it('hears what is ready, also after it has listened anew', async () => {
    const { ear, woken } = await listening()
    await world.submit()
    await expect.poll(() => woken, soon).toEqual([undefined, 'storyboard'])
    await ear.relisten()
    await world.submit()
    await expect.poll(() => woken, soon).toEqual([undefined, 'storyboard', undefined, 'storyboard'])
  })

  it('comes on by its own proof where nothing becomes ready, and not before', async () => {
    const { ear } = await listening()
    expect([ear.comesOn(), ear.comesOn()]).toEqual([true, false])
    await expect.poll(ear.comesOn, soon).toBe(true)
    expect(ear.comesOn()).toBe(false)
  })

  it('has nothing to prove where it is not to listen', async () => {
    const { ear, woken } = await listening(false)
    await world.submit()
    expect([ear.comesOn(), ear.comesOn()]).toEqual([true, true])
    expect(woken).toEqual([])
  })
})
