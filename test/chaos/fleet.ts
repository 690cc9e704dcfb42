/** Three places for workers, and the platform that starts an ended one anew, in the same place. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Service } from './service.ts'

export const WORKER_NAMES = ['worker-1', 'worker-2', 'worker-3'] as const
export type WorkerName = (typeof WORKER_NAMES)[number]

/** How a process ended: its exit code, or the signal that ended it. */
type Exit = number | NodeJS.Signals

/** A worker process. */
export interface Worker extends Service {
  /** As it stands in the tasks that it holds. */
  name: string
}

export interface Fleet {
  /** Starts another process in this place, maybe under a name of its own; one that runs already is left to itself. */
  start(place: WorkerName, name?: string): Worker
  /** The newest process in this place. */
  current(place: WorkerName): Worker
  /** SIGKILL to the newest; its place stays empty until `start`. Resolves when it is gone. */
  kill(place: WorkerName): Promise<void>
  /** SIGTERM, as a deploy does, to this one in this place. Resolves with how it ended. */
  retire(place: WorkerName, service: Service): Promise<Exit>
  /** Places whose workers have been retired; once for each time. */
  retired: readonly WorkerName[]
  /** Places where workers have been retired fewer times than elsewhere, or as often everywhere. */
  leastRetired(): WorkerName[]
  /** Ends that nobody had asked for. */
  selfExits: Exit[]
  /** Retires all; those that do not end in time are killed. */
  stop(patienceMs: number): Promise<Exit[]>
  /** SIGKILL to all, also paused ones. */
  killAll(): Promise<void>
}

/** How long the platform takes to start a process that ended by itself. */
const RESTART_MS = 500

/** `onSelfExit` is told of each end that nobody had asked for. */
export function createFleet(
  launch: (place: WorkerName, name: string) => Service,
  onSelfExit: (name: string, exit: Exit) => void,
): Fleet {
  const running = new Set<Service>()
  const newest = new Map<WorkerName, Worker>()
  const expected = new WeakSet<Service>()
  const selfExits: Exit[] = []
  const retired: WorkerName[] = []
  let over = false

  function start(place: WorkerName, name: string = place): Worker {
    const service = { ...launch(place, name), name }
    running.add(service)
    newest.set(place, service)
    void service.exited.then(async (exit) => {
      running.delete(service)
      if (over || expected.has(service)) return
      selfExits.push(exit)
      onSelfExit(name, exit)
      await delay(RESTART_MS)
      if (!over && newest.get(place) === service) start(place, name)
    })
    return service
  }

  function current(place: WorkerName): Worker {
    const service = newest.get(place)
    if (!service) throw new Error(`There has been no ${place}.`)
    return service
  }

  function end(service: Service, signal: NodeJS.Signals): Promise<Exit> {
    expected.add(service)
    service.signal(signal)
    return service.exited
  }

  const killAll = async () => {
    over = true
    await Promise.all([...running].map((service) => end(service, 'SIGKILL')))
  }
  return {
    start,
    current,
    selfExits,
    killAll,
    kill: async (place) => void (await end(current(place), 'SIGKILL')),
    retire: (place, service) => {
      retired.push(place)
      return end(service, 'SIGTERM')
    },
    retired,
    leastRetired: () => {
      const times = (place: WorkerName) => retired.filter((one) => one === place).length
      const least = Math.min(...WORKER_NAMES.map(times))
      return WORKER_NAMES.filter((place) => times(place) === least)
    },
    stop: async (patienceMs) => {
      over = true
      const exits = Promise.all([...running].map((service) => end(service, 'SIGTERM')))
      await Promise.race([exits, delay(patienceMs, undefined, { ref: false })])
      await killAll()
      return exits
    },
  }
}
