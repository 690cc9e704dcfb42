import { setTimeout as delay } from 'node:timers/promises'
import { CommandError } from '../command-error.ts'

const CHECK_MS = 50
const PATIENCE_MS = 60_000

/** Waits until the API takes orders: it listens before it has reached the database. Rejects with the signal's reason. */
export async function untilReady(url: string, stop: AbortSignal): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  while (!(await isReady(url, stop))) {
    if (Date.now() > until) throw new CommandError(`The API at ${url} did not become ready.`)
    await delay(CHECK_MS)
    stop.throwIfAborted()
  }
}

async function isReady(url: string, stop: AbortSignal): Promise<boolean> {
  return fetch(new URL('/readyz', url), { signal: stop }).then(
    ({ ok }) => ok,
    () => false,
  )
}
