import { pino, type Logger } from 'pino'

export type { Logger }

/** Keys whose values are never logged, at the top of a record or one level down. */
const SECRET_KEYS = ['password', 'secret', 'token', 'apiKey', 'authorization', 'databaseUrl', 'cookie', 'DATABASE_URL']

/**
 * JSON lines on stdout: `message`, `level` as a word, `time` in ISO 8601. No transport: a worker thread would lose lines
 * when the process ends.
 */
export function createLogger(level: string, base: Record<string, unknown>, destination: NodeJS.WritableStream = process.stdout): Logger {
  return pino(
    {
      level,
      base,
      messageKey: 'message',
      errorKey: 'error',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: '[redacted]' },
    },
    destination,
  )
}
