import { describe, expect, it } from 'vitest'
import { untilStored } from '../src/until-stored.ts'
import { recordingLogger } from './world.ts'

function faultWith(code: string): Error {
  return Object.assign(new Error(`fault ${code}`), { code })
}

/** Asks for something to be stored that goes wrong the first `faults.length` times. */
async function store(faults: readonly Error[], { signal, mostMs }: { signal?: AbortSignal; mostMs?: number } = {}) {
  const { logger, log } = recordingLogger()
  let calls = 0
  const attempt = async () => {
    const fault = faults[calls++]
    return fault ? Promise.reject(fault) : 'stored'
  }
  const outcome = await untilStored(attempt, logger, signal, mostMs).catch((error: unknown) => error)
  return { outcome, calls, log }
}

describe('storing until it is stored', () => {
  it.each([
    ['a connection that was closed', 'CONNECTION_CLOSED'],
    ['a pool that was renewed under it', 'CONNECTION_DESTROYED'],
    ['a connection that was given up', 'CONNECTION_SILENT'],
    ['a Postgres that does not answer', 'CONNECT_TIMEOUT'],
    ['a port where nobody listens', 'ECONNREFUSED'],
    ['a connection that was reset', 'ECONNRESET'],
    ['a name that cannot be looked up', 'ENOTFOUND'],
    ['a name that cannot be looked up now', 'EAI_AGAIN'],
    ['a connection exception', '08006'],
    ['too many connections', '53300'],
    ['a full disk of Postgres', '53100'],
    ['a statement that took too long', '57014'],
    ['a shutdown', '57P01'],
    ['a Postgres that is starting', '57P03'],
    ['a transaction that was idle for too long', '25P03'],
    ['a transaction that took too long', '25P04'],
    ['a deadlock', '40P01'],
    ['a conflict with another transaction', '40001'],
    ['a lock that is held', '55P03'],
    ['a standby, since a failover', '25006'],
    ['a disk of Postgres that fails', '58030'],
    ['a password that is being changed', '28P01'],
    ['a user who may not log in now', '28000'],
    ['a right that is missing', '42501'],
    ['a database that is being restored', '3D000'],
    ['a Postgres with a fault of its own', 'XX000'],
    ['a unix socket that is gone during a restart', 'ENOENT'],
    ['a TLS that was cut short', 'EPROTO'],
    ['a TLS that does not come about', 'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR'],
    ['a full disk', 'ENOSPC'],
  ])('tries again after %s', async (_what, code) => {
    const { outcome, calls, log } = await store([faultWith(code)], { mostMs: 1 })
    expect({ outcome, calls }).toEqual({ outcome: 'stored', calls: 2 })
    expect(log).toEqual([expect.objectContaining({ level: 'warn' })])
  })

  it('sees the fault behind the one that it is told', async () => {
    const wrapped = new Error('Failed query', { cause: faultWith('57P01') })
    expect(await store([wrapped])).toMatchObject({ outcome: 'stored', calls: 2 })
  })

  it('waits longer each time, and never as long as others do', async () => {
    const { outcome, log } = await store([1, 2, 3].map(() => faultWith('57P03')))
    expect(outcome).toBe('stored')
    const waits = log.map(({ waitMs }) => Number(waitMs))
    for (const [n, longest] of [100, 200, 400].entries()) {
      expect(waits[n]).toBeGreaterThanOrEqual(longest / 2)
      expect(waits[n]).toBeLessThanOrEqual(longest)
    }
    expect(waits).not.toEqual([100, 200, 400])
  })

  it('goes on for as long as Postgres is away', async () => {
    const { outcome, calls, log } = await store(Array<Error>(500).fill(faultWith('ECONNREFUSED')), { mostMs: 1 })
    expect({ outcome, calls }).toEqual({ outcome: 'stored', calls: 501 })
    expect(Math.max(...log.map(({ waitMs }) => Number(waitMs)))).toBe(1)
  })

  it('ends with the last fault when the process must end, at once', async () => {
    const ending = new AbortController()
    const fault = faultWith('57P03')
    const { logger, log } = recordingLogger()
    const stored = untilStored(() => Promise.reject(fault), logger, ending.signal).catch((error: unknown) => error)
    await expect.poll(() => log, { interval: 5 }).toHaveLength(1)
    ending.abort()
    expect(await stored).toBe(fault)
    expect(await store([fault], { signal: ending.signal })).toEqual({ outcome: fault, calls: 1, log: [] })
  })

  it.each([
    ['a value that Postgres refuses', faultWith('22P05')],
    ['a broken constraint', faultWith('23514')],
    ['a transaction that broke a constraint', faultWith('40002')],
    ['a transaction that has failed before', faultWith('25P02')],
    ['a table that is not there', faultWith('42P01')],
    ['a statement that is too complex', faultWith('54001')],
    ['a value that the driver refuses', faultWith('UNDEFINED_VALUE')],
    ['a number that is out of range', Object.assign(new RangeError('too many'), { code: 'ERR_OUT_OF_RANGE' })],
    ['a claim that was lost', faultWith('claim_lost')],
    ['an error that says nothing more', new Error('so it is')],
    ['a pool that was closed', faultWith('CONNECTION_ENDED')],
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
