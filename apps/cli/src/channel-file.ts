/** Channels that a person keeps as JSON files. */
import { channelSchema, faultsOf, type Channel } from '@reelyard/core'
import { refusal } from './faults.ts'
import { readJsonFile } from './json-file.ts'
import type { Terminal } from './terminal.ts'

/** Throws CommandError that names each fault. */
export async function readChannelFile(path: string, terminal: Terminal): Promise<Channel> {
  const parsed = channelSchema.safeParse(await readJsonFile(path, terminal))
  if (!parsed.success) throw refusal(path, faultsOf(parsed.error))
  return parsed.data
}

/** Creates or changes a channel. */
export async function storeChannel(databaseUrl: string, channel: Channel): Promise<void> {
  const { openPipeline } = await import('@reelyard/pipeline')
  const pipeline = await openPipeline({
    databaseUrl,
    applicationName: 'reelyard command line',
    housekeeping: false,
    onError: () => {},
  })
  try {
    await pipeline.putChannel(channel)
  } finally {
    await pipeline.close()
  }
}
