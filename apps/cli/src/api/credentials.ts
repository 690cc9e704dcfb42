/** `reelyard channels credentials`: secrets that steps of a channel ask for. Values come from stdin, never from argv. */
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import type { Run } from '../commands/run.ts'
import type { Keyboard } from '../dead-letters/confirm.ts'
import { sayLines, shownTime } from '../shown.ts'
import { wrongUse, type StrictCommand } from '../strict-command.ts'
import { sayTable } from '../table.ts'
import { group } from './group.ts'
import { apiCommand, atApi, type ApiOptions } from './place.ts'

/** Secrets of a channel. */
export function credentialsCommand(run: Run, keyboard: Keyboard): Command {
  return group(
    'credentials',
    {
      description: 'Looks after the secrets of a channel. They are never shown.',
      examples: [
        'channels credentials list nature',
        'channels credentials set nature PROVIDER_KEY < key.txt',
        'channels credentials remove nature PROVIDER_KEY',
      ],
    },
    [listCommand(run), setCommand(run, keyboard), removeCommand(run)],
  )
}

function listCommand(run: Run): StrictCommand {
  return apiCommand('list', {
    description: 'Lists the names of the secrets of a channel.',
    examples: ['channels credentials list nature'],
  })
    .argument('<channel>', 'its id')
    .action((channel: string, options: ApiOptions) =>
      atApi(run, options, async ({ client, terminal, json, show }) => {
        const answer = await client.credentials(channel)
        if (json) return show(answer, () => [])
        if (answer.credentials.length === 0) return sayLines(terminal.out, ['No credentials.'])
        const rows = answer.credentials.map((one) => [one.name, shownTime(one.changedAt), one.changedBy])
        sayTable(terminal, ['NAME', 'CHANGED (UTC)', 'BY'], rows)
      }),
    )
}

function setCommand(run: Run, keyboard: Keyboard): StrictCommand {
  return apiCommand('set', {
    description: 'Stores a secret that is read from stdin.',
    examples: ['channels credentials set nature PROVIDER_KEY < key.txt'],
    note: 'One line break at its end is left out.',
  })
    .argument('<channel>', 'its id')
    .argument('<name>', 'as steps declare it in `environment`')
    .action((channel: string, name: string, options: ApiOptions) =>
      atApi(run, options, async ({ client, show }) => {
        if (keyboard.isTTY) throw wrongUse('The secret is read from stdin: give it as `< file`, or through a pipe.')
        const value = (await text(keyboard)).replace(/\r?\n$/, '')
        if (value === '') throw wrongUse('Nothing came from stdin.')
        await client.setCredential(channel, name, value)
        show({ channel, name, stored: true }, () => [`${name} of '${channel}' is stored.`])
      }),
    )
}

function removeCommand(run: Run): StrictCommand {
  return apiCommand('remove', {
    description: 'Forgets a secret.',
    examples: ['channels credentials remove nature PROVIDER_KEY'],
  })
    .argument('<channel>', 'its id')
    .argument('<name>', 'of the secret')
    .action((channel: string, name: string, options: ApiOptions) =>
      atApi(run, options, async ({ client, show }) => {
        await client.removeCredential(channel, name)
        show({ channel, name, removed: true }, () => [`${name} of '${channel}' is gone.`])
      }),
    )
}
