/** The web process. Its variables: environment.ts; its parts: web.ts. */
import { keepHeapSmallAtStart } from '@reelyard/runtime/heap'

const heap = keepHeapSmallAtStart()
try {
  // Not imported above: that would load it, and grow the heap, before the line that keeps it small.
  const { runWeb } = await import('./web.ts')
  await runWeb(process.env, (text) => process.stderr.write(text))
  heap.free()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
