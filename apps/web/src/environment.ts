import { artifactsFolder, databaseUrl, logLevel } from '@reelyard/runtime'
import { z } from 'zod'
import { BODY_LIMIT } from './app.ts'

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
  RAILWAY_SERVICE_NAME: z.string().default('web'),
})
