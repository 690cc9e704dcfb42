/** The API from TypeScript. */
export { createClient, type Client, type PageOptions } from './client.ts'
export { DownloadError, ProblemError, UnreachableError } from './errors.ts'
export type { WaitOptions } from './wait-for-end.ts'
export type * from './resources.ts'
