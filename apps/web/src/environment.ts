import { artifactsFolder, databaseUrl, logLevel, secretKeys } from '@reelyard/runtime'
import { BadAllowListError, readAllowList } from '@reelyard/outbound'
import { z } from 'zod'
import { BODY_LIMIT } from './app.ts'
import { RATE_LIMIT } from './limits/rate-limit.ts'

/** The variables that the web process reads. */
export const environmentSchema = z.object({
  DATABASE_URL: databaseUrl,
  REELYARD_ARTIFACTS_DIR: artifactsFolder,
  LOG_LEVEL: logLevel,
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('0 to 65535; 0 takes a free one'),
  HOST: z.string().optional().describe('the address to listen on; all of them where it is not set'),
  REELYARD_BODY_LIMIT: z.coerce
    .number()
    .int()
    .min(1024)
    .max(100 * 1024 * 1024)
    .default(BODY_LIMIT)
    .describe('bytes of the largest body that is taken, 1024 to 104857600'),
  REELYARD_DRAIN_SECONDS: z.coerce
    .number()
    .min(0)
    .max(600)
    .default(10)
    .describe('how long requests that run may take to end once the process is told to stop, 0 to 600'),
  REELYARD_ADMIN_KEY: z
    .string()
    .min(32)
    .max(200)
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without blanks')
    .optional()
    .describe('an API key that may do everything, 32 characters at least'),
  REELYARD_SECRET_KEYS: secretKeys,
  REELYARD_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !/[?#]/.test(url))
    .optional()
    .describe('where people reach this service, as https://films.example.com; review links begin with it'),
  REELYARD_RATE_LIMIT: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(RATE_LIMIT)
    .describe('requests a minute an API key, 0 to 1000000; 0: no limit'),
  REELYARD_TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('how many proxies stand before it, whose X-Forwarded-For is believed, 0 to 10'),
  REELYARD_OUTBOUND_ALLOW: z
    .string()
    .default('')
    .transform((text, context) => {
      try {
        return readAllowList(text)
      } catch (error) {
        if (!(error instanceof BadAllowListError)) throw error
        context.issues.push({ code: 'custom', message: error.message, input: text })
        return z.NEVER
      }
    })
    .describe('hosts, host:port, *.domain and ranges of addresses that may be asked though they are not public'),
  RAILWAY_SERVICE_NAME: z.string().default('web'),
})
