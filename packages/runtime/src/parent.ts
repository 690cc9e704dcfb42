/** The environment variable by which a process asks its children to end with it. */
export const EXIT_WITH_PARENT = 'REELYARD_EXIT_WITH_PARENT'

/** The parent is gone and nobody else will end a process that hangs. Longer than a worker takes to end its scripts. */
const TIMEOUT_MS = 60_000

/**
 * Ends this process when its parent ends, in whatever way, where `REELYARD_EXIT_WITH_PARENT=1`: stdin is then a pipe that
 * the parent holds, and it closes with the parent. `stop` should end in order; the default is what SIGTERM does. To be
 * called once, at the start of a process.
 */
export function exitWithParent(
  env: Record<string, string | undefined>,
  stop: () => unknown = () => process.kill(process.pid, 'SIGTERM'),
): void {
  if (env[EXIT_WITH_PARENT] !== '1') return
  const { stdin } = process
  let ended = false
  const onEnd = () => {
    if (ended) return
    ended = true
    setTimeout(() => process.exit(1), TIMEOUT_MS).unref()
    stop()
  }
  stdin.once('end', onEnd).once('close', onEnd).once('error', onEnd)
  stdin.resume()
  // Only a pipe or a socket can be told not to keep the process alive.
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref()
}
