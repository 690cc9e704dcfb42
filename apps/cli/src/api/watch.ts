/** `reelyard watch`. */
import type { Command } from 'commander'
import type { Run } from '../commands/run.ts'
import { EXIT } from '../exit-codes.ts'
import { sayLines, shownJson, shownTime } from '../shown.ts'
import { say } from '../terminal.ts'
import { followToEnd } from './follow.ts'
import { apiCommand, atApi, type ApiOptions, type ApiPlace } from './place.ts'

/** Follows a video. */
export function watchCommand(run: Run): Command {
  return apiCommand('watch', {
    description: 'Follows a video to its end; without an id: everything that happens, until Ctrl-C.',
    examples: ['watch ID', 'watch ID --json', 'watch --json'],
    note: `With --json each event is one line as it happens. It ends with 1 where the video does not complete.`,
  })
    .argument('[id]', 'of the video')
    .action((id: string | undefined, options: ApiOptions) =>
      atApi(run, options, (place) => {
        if (id === undefined) return sayEvents(place)
        return options.json ? sayEvents(place, id) : followToEnd(place, id)
      }),
    )
}

const ENDS = ['completed', 'failed', 'cancelled']

async function sayEvents({ client, terminal, interruption, json }: ApiPlace, id?: string): Promise<number> {
  const options = { signal: interruption.stop }
  for await (const event of id === undefined ? client.watchAll(options) : client.watch(id, options)) {
    const { cursor: _, at, type, ...rest } = event
    if (json) say(terminal.out, shownJson(event))
    else sayLines(terminal.out, [`${shownTime(at)}  ${type.padEnd(22)}  ${shownJson(rest)}`])
    const [kind, state] = type.split('.')
    if (id === undefined || kind !== 'video' || !ENDS.includes(state ?? '')) continue
    // The stream begins at the beginning: a video that was retried has ended before.
    const { status } = await client.video(id)
    if (status === state) return status === 'completed' ? EXIT.done : EXIT.failed
  }
  return EXIT.done
}
