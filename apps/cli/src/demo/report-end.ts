/** Says how a video ended: the film and the table, or what failed and why. */
import type { Video } from '@reelyard/client'
import { relative } from 'node:path'
import type { Delivery } from '../film/deliver.ts'
import { filmFacts } from '../film/facts.ts'
import type { LogTail } from '../processes/log-tail.ts'
import { renderTable, summarise } from '../summary.ts'
import { printable, say, type Screen, type Terminal } from '../terminal.ts'

/** How a demo ended. */
export interface Ending {
  video: Video
  delivery: Delivery
  /** From the order to the end. */
  seconds: number
  log: LogTail
  json: boolean
}

const LOG_LINES = 12

/** Says it on `screen`: a table, what failed, the film. With `json`, the summary goes to stdout as one line. */
export async function reportEnd(ending: Ending, screen: Screen, terminal: Terminal): Promise<void> {
  const { video, delivery, seconds, log } = ending
  say(screen)
  for (const line of renderTable(video, seconds)) say(screen, line)
  say(screen)
  if (video.status !== 'completed') for (const line of failureLines(video, log)) say(screen, line)
  if (delivery.film !== null) {
    say(screen, `${shortPath(delivery.film, terminal.cwd)}  ${await filmFacts(delivery)}`)
  }
  if (ending.json) say(terminal.out, JSON.stringify(summarise(video, delivery.files, seconds)))
}

function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path)
  return short.startsWith('..') ? path : short
}

function failureLines(video: Video, log: LogTail): string[] {
  const failed = video.tasks.filter((task) => task.state === 'failed')
  const lines = failed.flatMap((task) => {
    const scene = task.scene === null ? '' : ` of scene ${task.scene}`
    const error = task.error ? `${task.error.code}: ${printable(task.error.message)}` : 'for no known reason'
    const head = `${task.step}${scene} failed after ${task.attempt} attempts, last on ${task.worker ?? '?'}: ${error}`
    return [head, ...log.last(LOG_LINES, task.id).map((line) => `  ${line}`)]
  })
  return [`The video ended as ${video.status}.`, ...lines]
}
