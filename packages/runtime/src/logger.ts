import { pino, type Logger } from 'pino'

/** pino's: `logger.info({ task }, 'words')`. */
export type { Logger }

/** Keys whose values are never logged, at the top of a record or one level down. */
const SECRET_KEYS = ['password', 'secret', 'token', 'apiKey', 'authorization', 'databaseUrl', 'cookie', 'DATABASE_URL']

/**
 * JSON lines on stdout, or on `destination`: `message`, `level` as a word, `time` in ISO 8601, and what `base` holds. No
 * transport: a worker thread would lose lines when the process ends. Throws where `level` is none of pino's.
 */
export function createLogger(
  level: string,
  base: Record<string, unknown>,
  destination: NodeJS.WritableStream = process.stdout,
): Logger {
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
