import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { EnvironmentError, readEnvironment } from '../src/environment.ts'
import { databaseUrl, logLevel } from '../src/settings.ts'

const schema = z.object({
  DATABASE_URL: databaseUrl,
  PORT: z.coerce.number().int().describe('where to listen'),
  LOG_LEVEL: logLevel,
})

const good = { DATABASE_URL: 'postgres://u:p@h/d', PORT: '3000' }

function faultOf(source: Record<string, string | undefined>): EnvironmentError {
  try {
    readEnvironment(schema, source)
  } catch (error) {
    if (error instanceof EnvironmentError) return error
    throw error
  }
  throw new Error('The environment was taken for a good one.')
}

describe('the environment', () => {
  it('is what the schema makes of it, and nothing else', () => {
    const environment = readEnvironment(schema, { ...good, HOME: '/root' })
    expect(environment).toEqual({ DATABASE_URL: 'postgres://u:p@h/d', PORT: 3000, LOG_LEVEL: 'info' })
  })

  it('cannot be changed', () => {
    expect(Object.isFrozen(readEnvironment(schema, good))).toBe(true)
  })

  it('takes a variable that is set to nothing for one that is not set', () => {
    expect(readEnvironment(schema, { ...good, LOG_LEVEL: '' }).LOG_LEVEL).toBe('info')
    expect(faultOf({ ...good, DATABASE_URL: '' }).message).toContain('DATABASE_URL: is not set')
  })

  it('tells all faults at once, each with what the variable is for', () => {
    const { code, message } = faultOf({ PORT: 'many', LOG_LEVEL: 'loud' })
    expect(code).toBe('bad_environment')
    expect(message.split('\n').slice(1)).toEqual([
      '  DATABASE_URL: is not set (the Postgres to use, as postgres://user:password@host:port/database)',
      '  PORT: has a wrong value (where to listen)',
      '  LOG_LEVEL: has a wrong value (trace, debug, info, warn, error, fatal or silent)',
    ])
  })

  it('never tells a value, in the message or anywhere on the error', () => {
    const error = faultOf({ DATABASE_URL: 'mysql://root:hunter2@h/d', PORT: 'hunter2' })
    const told = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join(' ')
    expect(told).not.toContain('hunter2')
  })
})
