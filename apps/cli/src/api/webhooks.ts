/** `reelyard webhooks`. */
import { Option, type Command } from 'commander'
import type { Run } from '../commands/run.ts'
import { sayLines, shownTime } from '../shown.ts'
import type { StrictCommand } from '../strict-command.ts'
import { fieldLines, sayTable, stateCell } from '../table.ts'
import { say } from '../terminal.ts'
import { given } from './given.ts'
import { group } from './group.ts'
import { pageNote, withPages, type PageOptions } from './pages.ts'
import { apiCommand, atApi, type ApiOptions } from './place.ts'

/** Where results are sent. */
export function webhooksCommand(run: Run): Command {
  return group(
    'webhooks',
    {
      description: 'Looks after webhooks: addresses to which results are sent.',
      examples: [
        'webhooks',
        'webhooks create https://example.com/hook --types video.completed video.failed > hook.secret',
        'webhooks test ID',
        'webhooks deliveries ID --state failed',
        'webhooks replay DELIVERY',
      ],
    },
    [
      listCommand(run),
      createCommand(run),
      ...enableCommands(run),
      onOne(run, 'delete', 'Forgets a webhook, with its deliveries.', async (client, id) => {
        await client.deleteWebhook(id)
        return { value: { id, deleted: true }, line: `The webhook ${id} is gone.` }
      }),
      onOne(run, 'test', 'Sends a message that says that it is a test.', async (client, id) => {
        const value = await client.testWebhook(id)
        return { value, line: `On its way: delivery ${value.id}.` }
      }),
      onOne(
        run,
        'rotate',
        'Makes a new secret, and prints it; the former one signs as well for a while.',
        async (client, id) => {
          const value = await client.rotateSecret(id)
          return { value, line: value.secret }
        },
      ),
      deliveriesCommand(run),
      onOne(run, 'replay', 'Delivers something once more; the id is that of the delivery.', async (client, id) => {
        const value = await client.replayDelivery(id)
        return { value, line: `On its way: delivery ${value.id}.` }
      }),
    ],
  )
}

type Client = Parameters<Parameters<typeof atApi>[2]>[0]['client']
type Work = (client: Client, id: string) => Promise<{ value: unknown; line: string }>

/** A command that is about one id. */
function onOne(run: Run, name: string, description: string, work: Work): StrictCommand {
  return apiCommand(name, { description, examples: [`webhooks ${name} ID`] })
    .argument('<id>', name === 'replay' ? 'of the delivery' : 'of the webhook')
    .action((id: string, options: ApiOptions) =>
      atApi(run, options, async ({ client, show }) => {
        const { value, line } = await work(client, id)
        show(value, () => [line])
      }),
    )
}

function enableCommands(run: Run): StrictCommand[] {
  return [true, false].map((enabled) =>
    onOne(
      run,
      enabled ? 'enable' : 'disable',
      enabled ? 'Sends to it again from now on.' : 'Sends nothing to it any more.',
      async (client, id) => {
        const value = await client.changeWebhook(id, { enabled })
        return { value, line: `The webhook ${id} is ${enabled ? 'enabled' : 'disabled'}.` }
      },
    ),
  )
}

function listCommand(run: Run): StrictCommand {
  return withPages(
    apiCommand('list', { description: 'Lists webhooks, newest first.', examples: ['webhooks list --json'] }),
  ).action(({ limit, cursor, ...options }: ApiOptions & PageOptions) =>
    atApi(run, options, async ({ client, terminal, json, show }) => {
      const page = await client.webhooks(given({ limit, cursor }))
      if (json) return show(page, () => [])
      if (page.webhooks.length === 0) return say(terminal.out, 'No webhooks.')
      sayTable(
        terminal,
        ['ID', 'STATE', 'TYPES', 'URL'],
        page.webhooks.map(({ id, enabled, disabledReason, failingSince, types, url }) => {
          const state = enabled ? (failingSince === null ? 'ready' : 'failing') : `off: ${disabledReason ?? '?'}`
          return [id, stateCell(state), types.join(' '), url]
        }),
      )
      sayLines(terminal.out, pageNote(page))
    }),
  )
}

interface CreateOptions extends ApiOptions {
  types: string[]
  channel?: string[]
  format: 'standard' | 'cloudevents'
  description?: string
}

function createCommand(run: Run): StrictCommand {
  return apiCommand('create', {
    description: 'Makes a webhook. The secret of its signatures is printed once, alone on stdout.',
    examples: ['webhooks create https://example.com/hook > hook.secret'],
  })
    .argument('<url>', 'where messages are sent by POST')
    .option('--types <types...>', 'which results, like video.completed', ['*'])
    .option('--channel <ids...>', 'results of these channels only')
    .addOption(new Option('--format <format>', 'of messages').choices(['standard', 'cloudevents']).default('standard'))
    .option('--description <text>', 'for others who wonder')
    .action((url: string, { types, channel, format, description, ...options }: CreateOptions) =>
      atApi(run, options, async ({ client, terminal, json, show }) => {
        const body = { url, types: types as never, format, ...given({ channels: channel, description }) }
        const made = await client.createWebhook(body)
        if (json) return show(made, () => [])
        say(terminal.out, made.secret)
        sayLines(terminal.err, fieldLines({ id: made.id, url: made.url, types: made.types.join(' ') }))
      }),
    )
}

interface DeliveriesOptions extends ApiOptions, PageOptions {
  state?: 'pending' | 'delivered' | 'failed'
}

function deliveriesCommand(run: Run): StrictCommand {
  return withPages(
    apiCommand('deliveries', {
      description: 'Lists what was sent to a webhook, newest first.',
      examples: ['webhooks deliveries ID', 'webhooks deliveries ID --state failed --json'],
    }),
  )
    .argument('<id>', 'of the webhook')
    .addOption(new Option('--state <state>', 'in this state only').choices(['pending', 'delivered', 'failed']))
    .action((id: string, { limit, cursor, state, ...options }: DeliveriesOptions) =>
      atApi(run, options, async ({ client, terminal, json, show }) => {
        const page = await client.deliveries(id, given({ limit, cursor, state }))
        if (json) return show(page, () => [])
        if (page.deliveries.length === 0) return say(terminal.out, 'No deliveries.')
        sayTable(
          terminal,
          ['DELIVERY', 'STATE', 'TRIES', 'MADE (UTC)', 'TYPE'],
          page.deliveries.map((one) => [
            one.id,
            stateCell(one.state),
            String(one.tries),
            shownTime(one.createdAt),
            one.type,
          ]),
        )
        sayLines(terminal.out, pageNote(page))
      }),
    )
}
