/** `reelyard channels`. */
import { ProblemError } from '@reelyard/client'
import type { Command } from 'commander'
import type { Run } from '../commands/run.ts'
import type { Keyboard } from '../dead-letters/confirm.ts'
import { readPatch } from '../dead-letters/patch-argument.ts'
import { asRefusal } from '../faults.ts'
import { readJsonFile } from '../json-file.ts'
import { sayLines, shownJson, shownTime } from '../shown.ts'
import { wrongUse, type StrictCommand } from '../strict-command.ts'
import { fieldLines, sayTable } from '../table.ts'
import { credentialsCommand } from './credentials.ts'
import { given } from './given.ts'
import { group } from './group.ts'
import { pageNote, withPages, type PageOptions } from './pages.ts'
import { apiCommand, atApi, type ApiOptions, type ApiPlace } from './place.ts'

/** Who videos are made for. */
export function channelsCommand(run: Run, keyboard: Keyboard): Command {
  const channels = group(
    'channels',
    {
      description: 'Looks after channels: who videos are made for.',
      examples: [
        'channels',
        'channels get nature',
        'channels put examples/channels/paper-cut.json',
        'channels patch nature \'{"settings": {"captions": "none"}}\'',
        'channels credentials set nature PROVIDER_KEY < key.txt',
      ],
    },
    [listCommand(run), getCommand(run), putCommand(run), patchCommand(run), archiveCommand(run), restoreCommand(run)],
  )
  return channels.addCommand(credentialsCommand(run, keyboard))
}

function listCommand(run: Run): StrictCommand {
  return withPages(
    apiCommand('list', { description: 'Lists channels, newest first.', examples: ['channels list --json'] }),
  ).action(({ limit, cursor, ...options }: ApiOptions & PageOptions) =>
    atApi(run, options, async ({ client, terminal, json, show }) => {
      const page = await client.channels(given({ limit, cursor }))
      if (json) return show(page, () => [])
      sayTable(
        terminal,
        ['ID', 'CHANGED (UTC)', 'NAME'],
        page.channels.map(({ id, changedAt, name, archivedAt }) => {
          return [id, shownTime(changedAt), `${name}${archivedAt === null ? '' : ' (archived)'}`]
        }),
      )
      sayLines(terminal.out, pageNote(page))
    }),
  )
}

type Channel = Awaited<ReturnType<ApiPlace['client']['channel']>>

function channelLines({ id, name, settings, version, changedAt, archivedAt }: Channel): string[] {
  const fields = { name, version, changed: `${shownTime(changedAt)} UTC`, archived: archivedAt }
  return [`Channel ${id}`, ...fieldLines(fields), ...shownJson(settings, 2).split('\n')]
}

function getCommand(run: Run): StrictCommand {
  return apiCommand('get', { description: 'Shows a channel.', examples: ['channels get nature --json'] })
    .argument('<id>', 'of the channel')
    .action((id: string, options: ApiOptions) =>
      atApi(run, options, async ({ client, show }) => {
        const channel = await client.channel(id)
        show(channel, () => channelLines(channel))
      }),
    )
}

function putCommand(run: Run): StrictCommand {
  return apiCommand('put', {
    description: 'Creates a channel from a file, or makes the one that there is like the file.',
    examples: ['channels put examples/channels/paper-cut.json'],
  })
    .argument('<file>', 'the channel, a JSON file')
    .action((file: string, options: ApiOptions) =>
      atApi(run, options, async ({ client, terminal, show }) => {
        const { id, name, settings = {} } = asChannel(await readJsonFile(file, terminal), file)
        const there = await client.channel(id).catch((error: unknown) => {
          if (error instanceof ProblemError && error.code === 'channel_not_found') return null
          throw error
        })
        const stored = await (
          there
            ? client.changeChannel(id, { name, settings: replacing(there.settings, settings) })
            : client.createChannel({ id, name, settings })
        ).catch((error: unknown) => Promise.reject(asRefusal(file, error)))
        show(stored, () => [`The channel '${stored.id}' is stored.`])
      }),
    )
}

/** As much of it as is needed to ask; the API checks the rest. */
function asChannel(content: unknown, file: string): { id: string; name: string; settings?: object } {
  const { id } = Object(content) as { id?: unknown }
  if (typeof id === 'string' && id !== '') return content as { id: string; name: string }
  throw wrongUse(`${file} is no channel: it has no id.`)
}

/** The merge patch that makes `new` of `old`: what is not in it goes. */
function replacing(before: object, after: object): Record<string, unknown> {
  const gone = Object.keys(before).filter((name) => !(name in after))
  return { ...after, ...Object.fromEntries(gone.map((name) => [name, null])) }
}

function patchCommand(run: Run): StrictCommand {
  return apiCommand('patch', {
    description: 'Changes some of a channel, by a JSON merge patch.',
    examples: ['channels patch nature \'{"settings": {"captions": "none"}}\'', 'channels patch nature change.json'],
  })
    .argument('<id>', 'of the channel')
    .argument('<file|json>', 'the patch: name, settings')
    .action((id: string, patch: string, options: ApiOptions) =>
      atApi(run, options, async ({ client, terminal, show }) => {
        const { parameters } = await readPatch(patch, terminal)
        const channel = await client
          .changeChannel(id, parameters as never)
          .catch((error: unknown) => Promise.reject(asRefusal('The change', error)))
        show(channel, () => channelLines(channel))
      }),
    )
}

function archiveCommand(run: Run): StrictCommand {
  return apiCommand('archive', {
    description: 'Takes no more orders for a channel. What it has is kept.',
    examples: ['channels archive nature'],
  })
    .argument('<id>', 'of the channel')
    .action((id: string, options: ApiOptions) =>
      atApi(run, options, async ({ client, show }) => {
        await client.archiveChannel(id)
        show({ id, archived: true }, () => [`The channel '${id}' is archived.`])
      }),
    )
}

function restoreCommand(run: Run): StrictCommand {
  return apiCommand('restore', {
    description: 'Takes orders for an archived channel again.',
    examples: ['channels restore nature'],
  })
    .argument('<id>', 'of the channel')
    .action((id: string, options: ApiOptions) =>
      atApi(run, options, async ({ client, show }) => {
        const channel = await client.restoreChannel(id)
        show(channel, () => [`The channel '${id}' takes orders.`])
      }),
    )
}
