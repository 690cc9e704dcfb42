/** The worker process. Its options and variables: options.ts; its parts: run-worker.ts. */
import { keepHeapSmall } from '@reelyard/runtime/heap'

keepHeapSmall()
try {
  // Not imported above: that would load it, and grow the heap, before the line that keeps it small.
  const { runWorker } = await import('./run-worker.ts')
  await runWorker(process.argv, process.env)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
