/**
 * Starts a thread that takes little memory. Node strips types by a compiler of its own in each thread, some 15 MB for a thread
 * that runs for as long as the process does. The main thread has that compiler anyway: it strips the types of what the
 * thread imports, and hands it over as plain JavaScript. With Node's compile cache (`NODE_COMPILE_CACHE`), once it is warm,
 * nobody loads that compiler, so it must not be asked for.
 */
import { readFileSync } from 'node:fs'
import { createRequire, getCompileCacheDir, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker, type ResourceLimits } from 'node:worker_threads'

/** Far more than the heartbeat needs, far less than would hurt: a thread that leaks is ended, and started anew. */
const LIMITS: ResourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 }

const LOADER = `
const { registerHooks } = require('node:module')
const { sources, entry } = require('node:worker_threads').workerData
registerHooks({
  load: (url, context, next) =>
    sources.has(url) ? { format: 'module', source: sources.get(url), shortCircuit: true } : next(url, context),
})
import(entry)
`

/** What such a thread finds as its `workerData`. */
export interface LightThreadData<Data> {
  data: Data
}

/** `entry` is a file of TypeScript. The thread inherits no option of this process, so no preloaded module either. */
export function startLightThread(entry: URL, data: unknown): Worker {
  const options = { execArgv: [], resourceLimits: LIMITS }
  if (getCompileCacheDir() !== undefined) return new Worker(entry, { ...options, workerData: { data } })
  const sources = withoutWarning(() => plainSources(entry.href))
  return new Worker(LOADER, { ...options, eval: true, workerData: { data, sources, entry: entry.href } })
}

/** The TypeScript files that this one imports, itself included, without their types; by URL. */
function plainSources(url: string, sources = new Map<string, string>()): Map<string, string> {
  if (sources.has(url) || !url.endsWith('.ts')) return sources
  const source = stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'))
  sources.set(url, source)
  const { resolve } = createRequire(url)
  for (const [, specifier = ''] of source.matchAll(/^(?:import|export|\}).* from '([^']+)'/gm)) {
    if (!specifier.startsWith('node:')) plainSources(pathToFileURL(resolve(specifier)).href, sources)
  }
  return sources
}

/** Node calls the stripping of types stable and the function that does it experimental, and says so on stderr. */
function withoutWarning<Result>(work: () => Result): Result {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}
