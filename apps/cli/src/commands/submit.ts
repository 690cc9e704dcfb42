import { createClient } from '@reelyard/client'
import { Command } from 'commander'
import { asRefusal } from '../faults.ts'
import { followVideo } from '../follow-video.ts'
import { readJsonFile } from '../json-file.ts'
import { createLiveView } from '../progress/live-view.ts'
import { renderTable } from '../summary.ts'
import { say } from '../terminal.ts'
import type { Run } from './run.ts'

/** `reelyard submit`. With --watch it ends with 1 where the video does not complete. */
export function submitCommand(run: Run): Command {
  return new Command('submit')
    .description('Submits an order to a system that runs.')
    .argument('<file>', 'the order, a JSON file')
    .option('--url <url>', 'of the API', 'http://localhost:3000')
    .option('--watch', 'show how far the video is, until its end', false)
    .action((file: string, options: { url: string; watch: boolean }) =>
      run(async (terminal, { stop }) => {
        const order = (await readJsonFile(file, terminal)) as object
        const client = createClient(options.url)
        const { id } = await client.submitVideo(order).catch((error: unknown) => Promise.reject(asRefusal(file, error)))
        say(terminal.out, `${options.url.replace(/\/$/, '')}/v1/videos/${id}`)
        if (!options.watch) return 0
        const start = Date.now()
        const video = await followVideo(client, id, createLiveView(terminal.out, terminal.env), stop)
        for (const line of renderTable(video, (Date.now() - start) / 1_000)) say(terminal.out, line)
        return video.status === 'completed' ? 0 : 1
      }),
    )
}
