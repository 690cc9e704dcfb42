import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { RESULT_TYPES, TEST_RESULT } from '@reelyard/core'
import { signatureHeaders } from '@reelyard/outbound'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from './support/free-port.ts'

const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const MESSAGE = { id: '5a1c2f5e-3c37-4d3e-9c1f-0f4f6a0f6f0e', body: '' }
MESSAGE.body = JSON.stringify({ id: MESSAGE.id, type: 'video.completed', data: { title: 'Gezeiten — ein Film' } })

let guide: string
const open: (() => unknown)[] = []

beforeAll(async () => {
  guide = await readFile(new URL('../docs/webhooks.md', import.meta.url), 'utf8')
})

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** The one block of that language in the guide. */
function block(language: string): string {
  const [, code] = new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(guide) ?? []
  if (code === undefined) throw new Error(`The guide has no block of ${language}.`)
  return code
}

/** Starts a receiver of the guide on a free port; resolves when it listens. */
async function start(command: string, file: string, code: string) {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-guide-'))
  open.push(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, file), code.replaceAll('8080', String(port)))
  const child = spawn(command, [join(folder, file)], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, WEBHOOK_SECRET: SECRET, PYTHONUNBUFFERED: '1' },
  })
  open.push(() => ended(child))
  const url = `http://127.0.0.1:${port}/`
  await expect
    .poll(
      () =>
        fetch(url, { method: 'POST' }).then(
          () => true,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true)
  return { url, lines: createInterface({ input: child.stdout }) }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const RECEIVERS = [
  {
    language: 'ts',
    runs: true,
    start: () =>
      start(
        process.execPath,
        'receiver.mts',
        block('ts').replace("'standardwebhooks'", `'${import.meta.resolve('standardwebhooks')}'`),
      ),
  },
  { language: 'python', runs: hasPython(), start: () => start('python3', 'receiver.py', block('python')) },
]

test('the guide explains every type of result', () => {
  const explained = [...guide.matchAll(/^\| (`[a-z]+\.[a-z_]+`(?:, `[a-z]+\.[a-z_]+`)*) \|/gm)]
    .flatMap(([, names = '']) => names.split(', '))
    .map((name) => name.slice(1, -1))
  expect(explained).toEqual([...RESULT_TYPES, TEST_RESULT])
})

describe.each(RECEIVERS)('the receiver in $language', (receiver) => {
  test.runIf(receiver.runs)('takes what we send, and refuses what somebody changed', async () => {
    const { url, lines } = await receiver.start()
    const headers = signatureHeaders([`whsec_${Buffer.alloc(32, 1).toString('base64')}`, SECRET], MESSAGE, new Date())
    const heard = once(lines, 'line')
    expect((await fetch(url, { method: 'POST', headers: { ...headers }, body: MESSAGE.body })).status).toBe(204)
    expect(await heard).toEqual([`${MESSAGE.id} video.completed`])
    const tampered = { method: 'POST', headers: { ...headers }, body: MESSAGE.body.replace('Film', 'film') }
    expect((await fetch(url, tampered)).status).toBe(401)
    const old = signatureHeaders([SECRET], MESSAGE, new Date(Date.now() - 400_000))
    expect((await fetch(url, { method: 'POST', headers: { ...old }, body: MESSAGE.body })).status).toBe(401)
  })
})
