import { describe, expect, it } from 'vitest'
import { createLifecycle, type LongRunner } from '../src/lifecycle.ts'

/** Runners that write down what is asked of them. */
function setup() {
  const calls: string[] = []
  const runner = (name: string, faults: { start?: Error; stop?: Error } = {}): LongRunner => ({
    start: async () => {
      calls.push(`start ${name}`)
      if (faults.start) throw faults.start
    },
    stop: async () => {
      calls.push(`stop ${name}`)
      if (faults.stop) throw faults.stop
    },
  })
  return { calls, runner }
}

describe('a lifecycle', () => {
  it('starts in order and stops in the reverse order', async () => {
    const { calls, runner } = setup()
    const lifecycle = createLifecycle([runner('a'), runner('b'), runner('c')])
    await lifecycle.start()
    await lifecycle.stop()
    expect(calls).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a'])
  })

  it('starts one after the other', async () => {
    const { calls, runner } = setup()
    const { promise, resolve } = Promise.withResolvers<void>()
    const slow = { ...runner('slow'), start: () => promise }
    const started = createLifecycle([slow, runner('next')]).start()
    expect(calls).toEqual([])
    resolve()
    await started
    expect(calls).toEqual(['start next'])
  })

  it('stops what had started when a start fails, and tells why it failed', async () => {
    const { calls, runner } = setup()
    const fault = new Error('port in use')
    const lifecycle = createLifecycle([runner('a'), runner('b', { start: fault }), runner('c')])
    await expect(lifecycle.start()).rejects.toBe(fault)
    expect(calls).toEqual(['start a', 'start b', 'stop b', 'stop a'])
  })

  it('stops the rest where one does not stop, and tells of all that did not', async () => {
    const { calls, runner } = setup()
    const faults = [new Error('b stays'), new Error('a stays')]
    const lifecycle = createLifecycle([
      runner('a', { stop: faults[1]! }),
      runner('b', { stop: faults[0]! }),
      runner('c'),
    ])
    await lifecycle.start()
    await expect(lifecycle.stop()).rejects.toMatchObject({ errors: faults })
    expect(calls.slice(3)).toEqual(['stop c', 'stop b', 'stop a'])
  })

  it('stops once, however often it is told to', async () => {
    const { calls, runner } = setup()
    const lifecycle = createLifecycle([runner('a')])
    await lifecycle.start()
    await Promise.all([lifecycle.stop(), lifecycle.stop()])
    await lifecycle.stop()
    expect(calls).toEqual(['start a', 'stop a'])
  })

  it('has stopped when any of its stops resolves', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const { runner } = setup()
    const lifecycle = createLifecycle([{ ...runner('slow'), stop: () => promise }])
    await lifecycle.start()
    const ended: string[] = []
    const first = lifecycle.stop().then(() => ended.push('first'))
    const second = lifecycle.stop().then(() => ended.push('second'))
    await new Promise((proceed) => setImmediate(proceed))
    expect(ended).toEqual([])
    resolve()
    await Promise.all([first, second])
  })

  it('starts once, however often it is told to', async () => {
    const { calls, runner } = setup()
    const lifecycle = createLifecycle([runner('a')])
    await lifecycle.start()
    await lifecycle.start()
    expect(calls).toEqual(['start a'])
  })

  it('starts nothing once it has been stopped', async () => {
    const { calls, runner } = setup()
    const lifecycle = createLifecycle([runner('a')])
    await lifecycle.stop()
    await lifecycle.start()
    expect(calls).toEqual([])
  })

  it('starts nothing more when it is stopped in the middle of the start', async () => {
    const { calls, runner } = setup()
    const { promise, resolve } = Promise.withResolvers<void>()
    const slow = { ...runner('slow'), start: () => promise }
    const lifecycle = createLifecycle([slow, runner('next')])
    const started = lifecycle.start()
    await lifecycle.stop()
    resolve()
    await started
    expect(calls).toEqual(['stop slow'])
  })
})
