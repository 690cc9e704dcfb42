import { readKeyring } from '@reelyard/runtime'
import type { Command } from 'commander'
import { CommandError } from '../command-error.ts'
import { databaseUrlOf } from '../database-url.ts'
import { EXIT } from '../exit-codes.ts'
import { counted, sayLines, shownJson } from '../shown.ts'
import { command } from '../strict-command.ts'
import { say } from '../terminal.ts'
import type { Run } from './run.ts'

/** `reelyard credentials`. */
export function credentialsCommand(run: Run): Command {
  const reencrypt = command('reencrypt', {
    description: 'Seals all that is stored as a secret under the first of REELYARD_SECRET_KEYS, at DATABASE_URL.',
    examples: ['credentials reencrypt'],
    note: `To replace a key: put the new one first in REELYARD_SECRET_KEYS of every process, run this, then take the old one
away. Safe to repeat and to interrupt. It ends with 1 where something cannot be opened.`,
  })
    .option('--json', 'print one JSON document', false)
    .action(({ json }: { json: boolean }) =>
      run(async ({ env, out }) => {
        const report = await reencryptAt(env)
        if (json) say(out, shownJson(report))
        else sayLines(out, reportLines(report))
        return report.unreadable.length > 0 ? EXIT.failed : EXIT.done
      }),
    )
  return command('credentials', {
    description: 'Looks after how secrets are stored.',
    examples: ['credentials reencrypt'],
    note: 'What a channel has as secrets: `reelyard channels credentials`.',
  }).addCommand(reencrypt)
}

async function reencryptAt(env: Readonly<Record<string, string | undefined>>) {
  const keyring = readKeyring(env.REELYARD_SECRET_KEYS)
  if (!keyring) throw new CommandError('REELYARD_SECRET_KEYS is not set: there is no key to seal under.', EXIT.refused)
  const options = { applicationName: 'reelyard credentials', housekeeping: false, onError: () => {} }
  const { openPipeline } = await import('@reelyard/pipeline')
  const pipeline = await openPipeline({ ...options, databaseUrl: await databaseUrlOf(env), keyring })
  try {
    return await pipeline.reencryptCredentials()
  } finally {
    await pipeline.close()
  }
}

type Report = Awaited<ReturnType<typeof reencryptAt>>

function reportLines({ reencrypted, current, unreadable }: Report): string[] {
  return [
    `${counted(reencrypted, 'secret')} sealed anew, ${current} were sealed under the first key already.`,
    ...unreadable.map((one) => `cannot be opened: ${typeof one === 'string' ? one : shownJson(one)}`),
  ]
}
