/** All commands, in the order in which --help lists them. */
import type { Command } from 'commander'
import { channelsCommand } from './api/channels.ts'
import { keysCommand } from './api/keys.ts'
import { pauseCommand, queuesCommand, resumeCommand, workersCommand } from './api/operations.ts'
import { approveCommand, rejectCommand, reviewsCommand } from './api/reviews.ts'
import { submitCommand } from './api/submit.ts'
import { logsCommand, redoCommand } from './api/tasks.ts'
import { cancelCommand, changeCommand, retryCommand, videoCommand, videosCommand } from './api/videos.ts'
import { watchCommand } from './api/watch.ts'
import { webhooksCommand } from './api/webhooks.ts'
import { channelCommand } from './commands/channel.ts'
import { credentialsCommand } from './commands/credentials.ts'
import { completionCommand } from './commands/completion.ts'
import { deadLettersCommand } from './commands/dead-letters.ts'
import { demoCommand } from './commands/demo.ts'
import { devCommand } from './commands/dev.ts'
import { doctorCommand } from './commands/doctor.ts'
import { migrateCommand } from './commands/migrate.ts'
import type { Run } from './commands/run.ts'
import { upCommand } from './commands/up.ts'
import type { Keyboard } from './dead-letters/confirm.ts'
import { command } from './strict-command.ts'

/** `reelyard`. `keyboard` answers questions, and is where secrets are read from. */
export function program(run: Run, keyboard: Keyboard): Command {
  const root = command('reelyard', {
    description: 'Turns a storyboard into a finished, narrated, captioned video.',
    examples: ['up', 'submit examples/tide-pool.json --watch', 'videos --status failed', 'completion bash'],
  })
  const commands = [
    upCommand(run),
    demoCommand(run),
    devCommand(run),
    submitCommand(run),
    videosCommand(run),
    videoCommand(run),
    watchCommand(run),
    changeCommand(run),
    cancelCommand(run),
    retryCommand(run),
    redoCommand(run),
    logsCommand(run),
    reviewsCommand(run),
    approveCommand(run),
    rejectCommand(run),
    deadLettersCommand(run, keyboard),
    channelsCommand(run, keyboard),
    webhooksCommand(run),
    keysCommand(run),
    workersCommand(run),
    queuesCommand(run),
    pauseCommand(run),
    resumeCommand(run),
    doctorCommand(run),
    migrateCommand(run),
    channelCommand(run),
    credentialsCommand(run),
    completionCommand(run, root),
  ]
  for (const one of commands) root.addCommand(one)
  return root
}
