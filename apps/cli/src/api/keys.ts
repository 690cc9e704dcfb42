/** `reelyard keys`. */
import { SCOPES, type Scope } from '@reelyard/core'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Run } from '../commands/run.ts'
import { sayLines } from '../shown.ts'
import type { StrictCommand } from '../strict-command.ts'
import { agoOf, fieldLines, sayTable } from '../table.ts'
import { say } from '../terminal.ts'
import { given } from './given.ts'
import { group } from './group.ts'
import { pageNote, withPages, type PageOptions } from './pages.ts'
import { apiCommand, atApi, type ApiOptions } from './place.ts'

/** Keys of the API. */
export function keysCommand(run: Run): Command {
  return group(
    'keys',
    {
      description: 'Looks after the keys of the API.',
      examples: [
        'keys',
        'keys create editors --scope videos:read videos:write > editors.key',
        'keys revoke ID',
        'keys me',
      ],
    },
    [listCommand(run), createCommand(run), revokeCommand(run), meCommand(run)],
  )
}

function listCommand(run: Run): StrictCommand {
  return withPages(
    apiCommand('list', { description: 'Lists keys, newest first.', examples: ['keys list', 'keys list --json'] }),
  ).action(({ limit, cursor, ...options }: ApiOptions & PageOptions) =>
    atApi(run, options, async ({ client, terminal, json, show }) => {
      const page = await client.keys(given({ limit, cursor }))
      if (json) return show(page, () => [])
      sayTable(
        terminal,
        ['ID', 'KEY', 'USED', 'NAME', 'MAY'],
        page.keys.map(({ id, prefix, lastUsedAt, name, scopes, channels, revokedAt }) => {
          const may = revokedAt === null ? scopes.join(' ') + (channels ? ` in ${channels.join(' ')}` : '') : 'revoked'
          return [id, `${prefix}...`, lastUsedAt === null ? 'never' : `${agoOf(lastUsedAt)} ago`, name, may]
        }),
      )
      sayLines(terminal.out, pageNote(page))
    }),
  )
}

interface CreateOptions extends ApiOptions {
  scope: Scope[]
  channel?: string[]
  days?: number
}

function createCommand(run: Run): StrictCommand {
  return apiCommand('create', {
    description: 'Makes a key. It is printed once, alone on stdout, and never shown again.',
    examples: [
      'keys create editors --scope videos:read videos:write > editors.key',
      'keys create ci --scope videos:read --days 30',
    ],
  })
    .argument('<name>', 'what history says of who did something')
    .addOption(new Option('--scope <scopes...>', 'what it may do').choices(SCOPES).makeOptionMandatory())
    .option('--channel <ids...>', 'the only channels that it may know of')
    .option('--days <n>', 'how long it is good (default: until it is revoked)', readDays)
    .action((name: string, { scope, channel, days, ...options }: CreateOptions) =>
      atApi(run, options, async ({ client, terminal, json, show }) => {
        const expiresAt = days === undefined ? undefined : new Date(Date.now() + days * 86_400_000).toISOString()
        const made = await client.createKey({ name, scopes: scope, ...given({ channels: channel, expiresAt }) })
        if (json) return show(made, () => [])
        say(terminal.out, made.key ?? '')
        sayLines(terminal.err, fieldLines({ id: made.id, name: made.name, 'good until': made.expiresAt }))
      }),
    )
}

function readDays(text: string): number {
  const days = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && days > 0 && days <= 3_650) return days
  throw new InvalidArgumentError('It must be a number of days, 3650 at most.')
}

function revokeCommand(run: Run): StrictCommand {
  return apiCommand('revoke', { description: 'Ends a key, for good.', examples: ['keys revoke ID'] })
    .argument('<id>', 'of the key, as `reelyard keys` shows it')
    .action((id: string, options: ApiOptions) =>
      atApi(run, options, async ({ client, show }) => {
        await client.revokeKey(id)
        show({ id, revoked: true }, () => [`The key ${id} is revoked.`])
      }),
    )
}

function meCommand(run: Run): StrictCommand {
  return apiCommand('me', { description: 'Says what the key that is used may do.', examples: ['keys me'] }).action(
    (options: ApiOptions) =>
      atApi(run, options, async ({ client, show }) => {
        const me = await client.me()
        show(me, () => [
          me.name,
          ...fieldLines({ may: me.scopes.join(' '), channels: me.channels?.join(' ') ?? 'all' }),
        ])
      }),
  )
}
