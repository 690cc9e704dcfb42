import type { Command } from 'commander'
import { readChannelFile, storeChannel } from '../channel-file.ts'
import { databaseUrlOf } from '../database-url.ts'
import { command } from '../strict-command.ts'
import { say } from '../terminal.ts'
import type { Run } from './run.ts'

/** `reelyard channel put`. */
export function channelCommand(run: Run): Command {
  const put = command('put', {
    description: 'Creates or changes a channel at DATABASE_URL.',
    examples: ['channel put examples/channels/paper-cut.json'],
  })
    .argument('<file>', 'the channel, a JSON file')
    .option('--json', 'print one JSON document', false)
    .action((file: string, { json }: { json: boolean }) =>
      run(async (terminal) => {
        const channel = await readChannelFile(file, terminal)
        await storeChannel(await databaseUrlOf(terminal.env), channel)
        say(terminal.out, json ? JSON.stringify({ id: channel.id }) : `The channel '${channel.id}' is stored.`)
        return 0
      }),
    )
  return command('channel', {
    description: 'Stores channels in the database itself; over the API: `channels`.',
    examples: ['channel put examples/channels/paper-cut.json'],
  }).addCommand(put)
}
