import { readEnvironment } from '@reelyard/runtime'
import { Command } from 'commander'
import { readChannelFile, storeChannel } from '../channel-file.ts'
import { say } from '../terminal.ts'
import { databaseEnvironment } from './migrate.ts'
import type { Run } from './run.ts'

/** `reelyard channel put`. */
export function channelCommand(run: Run): Command {
  const put = new Command('put')
    .description('Creates or changes a channel at DATABASE_URL.')
    .argument('<file>', 'the channel, a JSON file')
    .action((file: string) =>
      run(async (terminal) => {
        const channel = await readChannelFile(file, terminal)
        await storeChannel(readEnvironment(databaseEnvironment, terminal.env).DATABASE_URL, channel)
        say(terminal.out, `The channel '${channel.id}' is stored.`)
        return 0
      }),
    )
  return new Command('channel').description('Looks after channels: who videos are made for.').addCommand(put)
}
