import { describe, expect, it } from 'vitest'
import { untilStored } from '../src/until-stored.ts'
import { recordingLogger } from './world.ts'

function faultWith(code: string): Error {
  return Object.assign(new Error(`fault ${code}`), { code })
}

/** Asks for something to be stored that goes wrong the first `faults.length` times. */
async function store(faults: readonly Error[]) {
  const { logger, log } = recordingLogger()
  let calls = 0
  const attempt = async () => {
    const fault = faults[calls++]
    return fault ? Promise.reject(fault) : 'stored'
  }
  const outcome = await untilStored(attempt, logger).catch((error: unknown) => error)
  return { outcome, calls, log }
}

describe('storing until it is stored', () => {
  it.each([
    ['a connection that was closed', 'CONNECTION_CLOSED'],
    ['a pool that was ended under it', 'CONNECTION_DESTROYED'],
    ['a Postgres that does not answer', 'CONNECT_TIMEOUT'],
    ['a port where nobody listens', 'ECONNREFUSED'],
    ['a name that cannot be looked up', 'ENOTFOUND'],
    ['a connection exception', '08006'],
    ['too many connections', '53300'],
    ['a shutdown', '57P01'],
    ['a Postgres that is starting', '57P03'],
    ['a deadlock', '40P01'],
    ['a conflict with another transaction', '40001'],
    ['a transaction that has failed before', '25P02'],
  ])('tries again after %s', async (_what, code) => {
    const { outcome, calls, log } = await store([faultWith(code)])
    expect({ outcome, calls }).toEqual({ outcome: 'stored', calls: 2 })
    expect(log).toEqual([expect.objectContaining({ level: 'warn', waitMs: 100 })])
  })

  it('sees the fault behind the one that it is told', async () => {
    const wrapped = new Error('Failed query', { cause: faultWith('57P01') })
    expect(await store([wrapped])).toMatchObject({ outcome: 'stored', calls: 2 })
  })

  it('waits longer each time', async () => {
    const { outcome, log } = await store([1, 2, 3].map(() => faultWith('57P03')))
    expect(outcome).toBe('stored')
    expect(log.map(({ waitMs }) => waitMs)).toEqual([100, 200, 400])
  })

  it.each([
    ['a value that Postgres refuses', faultWith('22P05')],
    ['a broken constraint', faultWith('23514')],
    ['a fault of our own', new TypeError('undefined is not a function')],
    ['a result that the plan cannot use', faultWith('invalid_result')],
  ])('gives up at once on %s', async (_what, fault) => {
    expect(await store([fault])).toEqual({ outcome: fault, calls: 1, log: [] })
  })

  it('gives up on a fault that will not pass after one that did', async () => {
    const lasting = faultWith('23505')
    expect(await store([faultWith('57P01'), lasting])).toMatchObject({ outcome: lasting, calls: 2 })
  })
})
