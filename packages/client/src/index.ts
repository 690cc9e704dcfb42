/** The API from TypeScript. */
export type { ReelyardEvent } from './calls/events.ts'
export type { VideoQuery } from './calls/videos.ts'
export { createClient, type Client, type ClientOptions } from './client.ts'
export { DownloadError, isPassing, ProblemError, UnreachableError } from './errors.ts'
export type { WaitOptions } from './wait-for-end.ts'
export type { WatchOptions } from './watch.ts'
export type * from './resources.ts'
