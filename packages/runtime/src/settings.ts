/** Environment variables that more than one process reads. */
import { z } from 'zod'
import { BadKeyringError, readKeyring } from './keyring.ts'

/** Checks the scheme only: whether Postgres answers there is found out by connecting. */
export const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//)
  .describe('the Postgres to use, as postgres://user:password@host:port/database')

/** Where `folderStore` keeps its files. Nothing is checked: it is made on the first put. */
export const artifactsFolder = z
  .string()
  .describe('the folder of the artifact store; all processes must see the same one')

/** pino's levels. */
export const logLevel = z
  .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
  .default('info')
  .describe('trace, debug, info, warn, error, fatal or silent')

/** Becomes a Keyring; undefined where it is not set. */
export const secretKeys = z
  .string()
  .transform((text, context) => {
    try {
      return readKeyring(text)
    } catch (error) {
      if (!(error instanceof BadKeyringError)) throw error
      // No input: what is wrong here is a secret.
      context.issues.push({ code: 'custom', message: error.message, input: undefined })
      return z.NEVER
    }
  })
  .optional()
  .describe('<id>:<base64 of 32 bytes>, the first of several (with commas between) seals')
