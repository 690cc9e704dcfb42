import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createLogger, type Logger } from '../src/logger.ts'

function setup(level = 'info') {
  const stream = new PassThrough()
  const logger = createLogger(level, { worker: 'worker-1' }, stream)
  const lines = () =>
    String(stream.read() ?? '')
      .split('\n')
      .slice(0, -1)
  return { logger, lines, records: () => lines().map((line) => JSON.parse(line) as Record<string, unknown>) }
}

describe('the logger', () => {
  it('writes one JSON line a record, with words for levels and ISO times', () => {
    const { logger, records } = setup()
    logger.info({ taskId: 't' }, 'two\nlines')
    logger.warn('second')
    const [first, second, ...rest] = records()
    expect(first).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      worker: 'worker-1',
      taskId: 't',
      message: 'two\nlines',
    })
    expect(second).toMatchObject({ level: 'warn', message: 'second' })
    expect(rest).toEqual([])
  })

  it('writes errors with their kind, message and stack', () => {
    const { logger, records } = setup()
    logger.error({ error: new RangeError('too far') }, 'failed')
    expect(records()[0]?.error).toMatchObject({
      type: 'RangeError',
      message: 'too far',
      stack: expect.stringContaining('logger.test.ts'),
    })
  })

  it.each(['password', 'secret', 'token', 'apiKey', 'authorization', 'cookie', 'databaseUrl', 'DATABASE_URL'])(
    'never writes a %s, at the top or one level down, nor in a child',
    (key) => {
      const { logger, lines } = setup()
      const write = (to: Logger) => to.info({ [key]: 'hunter2', headers: { [key]: 'hunter2' } }, 'in')
      write(logger)
      write(logger.child({ attempt: 1 }))
      const written = lines()
      expect(written).toHaveLength(2)
      for (const line of written) {
        expect(line).not.toContain('hunter2')
        expect(line).toContain('[redacted]')
      }
    },
  )

  it('writes nothing below its level', () => {
    const { logger, lines } = setup('warn')
    logger.info('quiet')
    logger.error('loud')
    expect(lines()).toHaveLength(1)
  })
})
