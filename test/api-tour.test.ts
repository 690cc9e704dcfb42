/** docs/api.md, taken at its word: what a reader pastes from it works, and prints what the page shows. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { commandFolder } from './support/command.ts'
import { titledBlocks } from './support/guide.ts'
import { expectNoProcessWith } from './support/processes.ts'

const MAIN = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url))
const BLOCK_MS = 60_000
const END = 'END-OF-BLOCK'

test('the tour of the API prints what it says', { timeout: 180_000 }, async () => {
  const { path: folder, remove } = await commandFolder()
  const blocks = await titledBlocks(new URL('../docs/api.md', import.meta.url))
  const shell = await startShell(folder)
  onTestFinished(async () => {
    await shell.end()
    await expectNoProcessWith(folder)
    await remove()
  })
  const shown = [...blocks].filter(([title]) => !title.startsWith('prints: '))
  expect(shown.length).toBeGreaterThan(10)
  for (const [title, commands] of shown) {
    const printed = await shell.type(commands)
    const promised = blocks.get(`prints: ${title}`) ?? '…'
    expect(printed, `what '${title}' prints`).toMatch(patternOf(promised))
  }
})

/** `…` alone stands for any lines, in a line for anything in it. Table columns may be wider than the page shows. */
function patternOf(promised: string): RegExp {
  const lines = promised.trimEnd().split('\n')
  const patterns = lines.map((line) => {
    if (line === '…') return '(?:.*\n)*?'
    return `${line.split('…').map(quoted).join('.*')}\n?`
  })
  return new RegExp(`^${patterns.join('')}$`)
}

function quoted(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/ {2,}/g, ' +')
}

/** One bash for the whole tour, in which `reelyard` is the command line. */
async function startShell(folder: string) {
  await writeFile(join(folder, 'reelyard'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, { mode: 0o755 })
  const { DATABASE_URL: _, ...env } = process.env
  const bash = spawn('bash', ['--noprofile', '--norc'], {
    cwd: folder,
    env: { ...env, PATH: `${folder}:${env.PATH}`, TMPDIR: folder, REELYARD_HOME: join(folder, 'home') },
    detached: true,
  })
  let out = ''
  let err = ''
  const said = new EventTarget()
  bash.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    said.dispatchEvent(new Event('said'))
  })
  bash.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const exited = once(bash, 'exit')

  async function type(commands: string): Promise<string> {
    out = ''
    bash.stdin.write(`${commands}\necho ${END}\n`)
    const deadline = AbortSignal.timeout(BLOCK_MS)
    while (!out.endsWith(`${END}\n`)) {
      await once(said, 'said', { signal: deadline }).catch(async (error: unknown) => {
        const log = await readFile(join(folder, 'up.log'), 'utf8').catch(() => '')
        throw new Error(`This does not end:\n${commands}\n${out}\n${err}\n${log}`, { cause: error })
      })
    }
    return out.slice(0, -`${END}\n`.length).replace(/(?<!\n)$/, '\n')
  }

  return {
    type,
    end: async () => {
      bash.stdin.end()
      if (bash.exitCode === null) process.kill(-bash.pid!, 'SIGTERM')
      await exited
    },
  }
}
