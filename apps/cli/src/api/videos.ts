/** `reelyard videos`, `video`, `change`, `cancel`, `retry`. */
import { PRIORITIES, STEP_NAMES, VIDEO_STATUSES } from '@reelyard/core'
import type { Video, VideoQuery } from '@reelyard/client'
import { Option, type Command } from 'commander'
import type { Run } from '../commands/run.ts'
import { readMoment } from '../moment.ts'
import { sayLines, shownJson, shownStep, shownTime } from '../shown.ts'
import { agoOf, fieldLines, sayTable, stateCell } from '../table.ts'
import { say } from '../terminal.ts'
import { given } from './given.ts'
import { pageNote, withPages, type PageOptions } from './pages.ts'
import { apiCommand, atApi, type ApiOptions, type ApiPlace } from './place.ts'

interface ListOptions extends ApiOptions, PageOptions {
  status?: VideoQuery['status']
  channel?: string
  step?: VideoQuery['step']
  externalId?: string
  text?: string
  since?: string
  until?: string
}

/** A page of videos. */
export function videosCommand(run: Run): Command {
  return withPages(
    apiCommand('videos', {
      description: 'Lists videos, newest first.',
      examples: ['videos', 'videos --status failed --since 2d', 'videos --channel nature --text tide --json'],
    }),
  )
    .addOption(new Option('--status <status>', 'in this status only').choices(VIDEO_STATUSES))
    .option('--channel <id>', 'of this channel only')
    .addOption(new Option('--step <step>', 'that are at this step').choices(STEP_NAMES))
    .option('--external-id <id>', 'with this id of your own')
    .option('--text <text>', 'whose title holds this')
    .option('--since <time>', 'ordered then or later: 30m, 2h, 3d, or ISO 8601 (UTC)', readMoment)
    .option('--until <time>', 'ordered before then', readMoment)
    .action(({ since, until, ...options }: ListOptions) =>
      atApi(run, options, async ({ client, terminal, json, show }) => {
        const { status, channel, step, externalId, text, limit, cursor } = options
        const query = {
          limit,
          status,
          channel,
          step,
          externalId,
          text,
          cursor,
          createdAfter: since,
          createdBefore: until,
        }
        const page = await client.videos(given(query))
        if (json) return show(page, () => [])
        if (page.videos.length === 0) return say(terminal.out, 'No videos.')
        sayTable(
          terminal,
          ['ID', 'STATUS', 'DONE', 'AGE', 'TITLE'],
          page.videos.map((video) => {
            const done = `${Math.floor(video.progress * 100)} %`
            return [video.id, stateCell(video.status), done.padStart(5), agoOf(video.createdAt), video.title]
          }),
        )
        sayLines(terminal.out, pageNote(page))
      }),
    )
}

/** One video. */
export function videoCommand(run: Run): Command {
  return apiCommand('video', {
    description: 'Shows a video and its tasks.',
    examples: ['video 019ab1c2-3d4e-7f50-8a9b-0c1d2e3f4a5b', 'video ID --json'],
  })
    .argument('<id>', 'of the video')
    .action((id: string, options: ApiOptions) =>
      atApi(run, options, async (place) => {
        const video = await place.client.video(id)
        if (place.json) place.show(video, () => [])
        else sayVideo(place, video)
      }),
    )
}

function sayVideo({ terminal }: ApiPlace, video: Video): void {
  const { id, title, channel, status, priority, externalId, metadata, createdAt, endedAt } = video
  const fields = {
    title,
    channel,
    status,
    priority,
    'external id': externalId,
    metadata: metadata && Object.keys(metadata).length > 0 ? shownJson(metadata) : null,
    ordered: `${shownTime(createdAt)} UTC`,
    ended: endedAt && `${shownTime(endedAt)} UTC`,
  }
  sayLines(terminal.out, [`Video ${id}`, ...fieldLines(fields), ''])
  const rows = video.tasks.map((task) => {
    const { error } = task
    return [
      shownStep(task),
      stateCell(task.state),
      task.id,
      error ? `${error.code}: ${error.message}` : (task.worker ?? ''),
    ]
  })
  sayTable(terminal, ['STEP', 'STATE', 'TASK', ''], rows)
}

interface NoteOptions extends ApiOptions {
  note?: string
}

/** Cancels a video. */
export function cancelCommand(run: Run): Command {
  return apiCommand('cancel', {
    description: 'Cancels a video: what runs is ended, and nothing more of it is made.',
    examples: ['cancel ID', "cancel ID --note 'wrong script'"],
    note: 'A video that has ended is refused: exit code 2.',
  })
    .argument('<id>', 'of the video')
    .option('--note <text>', 'why, for the history')
    .action((id: string, { note, ...options }: NoteOptions) =>
      atApi(run, options, async ({ client, show }) => {
        const video = await client.cancel(id, given({ note }))
        show(video, () => [`The video is ${video.status}.`])
      }),
    )
}

/** Has what failed tried again. */
export function retryCommand(run: Run): Command {
  return apiCommand('retry', {
    description: 'Has everything of a video that failed tried again, as often as at first.',
    examples: ['retry ID', "retry ID --note 'quota raised'", 'retry ID && reelyard watch ID'],
    note: 'A video in which nothing failed is refused: exit code 2.',
  })
    .argument('<id>', 'of the video')
    .option('--note <text>', 'why, for the history')
    .action((id: string, { note, ...options }: NoteOptions) =>
      atApi(run, options, async ({ client, show }) => {
        const video = await client.retry(id, given({ note }))
        show(video, () => [`The video is ${video.status}.`])
      }),
    )
}

/** Changes what may be changed of a video. */
export function changeCommand(run: Run): Command {
  return apiCommand('change', {
    description: "Changes a video's priority.",
    examples: ['change ID --priority high'],
  })
    .argument('<id>', 'of the video')
    .addOption(new Option('--priority <priority>', 'of what is left to do').choices(PRIORITIES).makeOptionMandatory())
    .action((id: string, { priority, ...options }: ApiOptions & { priority: Video['priority'] }) =>
      atApi(run, options, async ({ client, show }) => {
        const video = await client.changeVideo(id, { priority })
        show(video, () => [`The video has priority ${video.priority}.`])
      }),
    )
}
