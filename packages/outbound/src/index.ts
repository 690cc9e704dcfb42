/** Requests to URLs that others gave us, and the signatures of messages. */
export { isPublicAddress } from './addresses.ts'
export { BadAllowListError, readAllowList, type AllowList } from './allow-list.ts'
export { findDestination, type Destination, type DestinationOptions, type ResolveHost } from './destination.ts'
export { isUnsafe, OutboundError, type OutboundCode } from './errors.ts'
export { guardedFetch, type GuardedAnswer, type GuardedFetchOptions } from './guarded-fetch.ts'
export { retryAfterSeconds } from './retry-after.ts'
export { signatureHeaders } from './signature.ts'
