/** Where a command asks, and what it sends there. */
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { commandFolder, keepCommand, runCommand } from '../../../test/support/command.ts'

/** A place that answers with an empty page, or, with `silent`, never. */
async function place({ silent = false } = {}) {
  const keys: (string | undefined)[] = []
  const server = createServer((request, response) => {
    keys.push(request.headers.authorization)
    if (!silent) response.end(JSON.stringify({ videos: [], nextCursor: null }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, keys, port: (server.address() as AddressInfo).port }
}

/** A home as `up` leaves it while it runs in the process `pid`. */
async function home(port: number, pid: number): Promise<Record<string, string | undefined>> {
  const folder = await commandFolder()
  onTestFinished(folder.remove)
  const path = join(folder.path, 'home')
  await mkdir(path)
  await writeFile(join(path, 'admin-key'), 'ry_kept\n')
  await writeFile(join(path, 'up.json'), JSON.stringify({ url: `http://127.0.0.1:${port}`, pid }))
  return { REELYARD_HOME: path, REELYARD_URL: undefined, REELYARD_API_KEY: undefined }
}

test('the `up` of this machine is found, with its key', async () => {
  const up = await place()
  const env = await home(up.port, process.pid)
  expect(await runCommand({ args: ['videos'], env })).toEqual({ code: 0, out: 'No videos.\n', err: '' })
  await runCommand({ args: ['videos', '--url', `http://localhost:${up.port}/`], env })
  expect(up.keys).toEqual(['Bearer ry_kept', 'Bearer ry_kept'])
})

test('its key goes to no other place, and to nobody once it has ended', async () => {
  const [up, other] = [await place(), await place()]
  await runCommand({
    args: ['videos', '--url', `http://127.0.0.1:${other.port}`],
    env: await home(up.port, process.pid),
  })
  // No process has such an id.
  const ended = await home(up.port, 2 ** 22 + 1)
  await runCommand({ args: ['videos', '--url', `http://127.0.0.1:${up.port}`], env: ended })
  expect([other.keys, up.keys]).toEqual([[undefined], [undefined]])
})

test('what is named comes first', async () => {
  const [up, named] = [await place(), await place()]
  const env = { ...(await home(up.port, process.pid)), REELYARD_API_KEY: 'ry_named' }
  await runCommand({ args: ['videos'], env: { ...env, REELYARD_URL: `http://127.0.0.1:${named.port}` } })
  expect([up.keys, named.keys]).toEqual([[], ['Bearer ry_named']])
})

test('Ctrl-C ends a command with 130', async () => {
  const silent = await place({ silent: true })
  const command = keepCommand({ args: ['watch'], env: await home(silent.port, process.pid) })
  await once(silent.server, 'request')
  expect(await command.end('SIGINT')).toBe(130)
})
