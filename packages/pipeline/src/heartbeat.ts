/**
 * The heartbeat of a worker on a connection of its own. A door apart from the pipeline's: the thread that beats loads what is
 * behind it and nothing else.
 */
export {
  openHeartbeatConnection,
  type Beat,
  type HeartbeatConnection,
  type HeldTask,
  type WorkerProcess,
  type WorkerState,
} from '@reelyard/db/heartbeat'
