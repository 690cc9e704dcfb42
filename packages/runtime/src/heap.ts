import { setFlagsFromString } from 'node:v8'

/**
 * Tells V8 to prefer a small heap to a fast one: this process mostly waits. To be called before anything large is
 * imported.
 *
 * Node reads a package's whole package.json anew for each of its modules that is loaded. Drizzle's has 179 kB and
 * hundreds of modules: 150 MB of garbage, for which the young generation grows and does not shrink again. Without this
 * the process idles at 250 MB, with it at some 125 MB.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size')
}
