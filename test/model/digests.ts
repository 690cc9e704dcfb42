/** The digests by which the pipeline knows what may be taken over: one reading has one digest, and one digest one reading. */
import { readingOf, type Model } from './model.ts'
import type { Tables } from './tables.ts'

export interface Digests {
  /** A sentence for each task whose digest speaks of something else than it works, or has worked, on. */
  contradictions(seen: Tables['ids'], expected: Model): string[]
  remember(seen: Tables['ids'], expected: Model): void
}

export function createDigests(): Digests {
  const readings = new Map<string, string>()
  const digests = new Map<string, string>()
  return {
    contradictions: (seen, { tasks }) =>
      seen.flatMap(({ key, digest }) => {
        const task = tasks[key]
        if (!task) return []
        const worked = readingOf(task)
        const [reading, known] = [readings.get(digest) ?? worked, digests.get(worked) ?? digest]
        if (reading === worked && known === digest) return []
        return [`the digest of '${key}' speaks of ${reading === worked ? 'something else' : reading}, not of ${worked}`]
      }),
    remember: (seen, { tasks }) => {
      for (const { key, digest } of seen) {
        const worked = readingOf(tasks[key]!)
        readings.set(digest, worked)
        digests.set(worked, digest)
      }
    },
  }
}
