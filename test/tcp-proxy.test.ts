import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startTcpProxy, type TcpProxy } from './support/tcp-proxy.ts'

/** A target that takes connections, and what each side has heard so far. */
async function setup() {
  const arrived: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => arrived.push(socket.on('error', () => {})))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const proxy = await startTcpProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  onTestFinished(async () => {
    await proxy.close()
    server.close()
    for (const socket of arrived) socket.destroy()
  })
  return { proxy, server, dial: () => dial(proxy, arrived) }
}

async function dial(proxy: TcpProxy, arrived: Socket[]) {
  const before = arrived.length
  const client = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true })
  await once(client, 'connect')
  await expect.poll(() => arrived.length, soon).toBe(before + 1)
  const atTarget = arrived[before]!
  return { client: ear(client), atTarget: ear(atTarget), port: atTarget.remotePort }
}

function ear(socket: Socket) {
  const ear = { socket, heard: '', ended: false, broken: false }
  socket
    .on('data', (bytes: Buffer) => (ear.heard += bytes.toString()))
    .once('end', () => (ear.ended = true))
    .once('error', () => (ear.broken = true))
  return ear
}

const soon = { timeout: 5_000, interval: 5 }

test('bytes and ends pass both ways, also when one side has said all', async () => {
  const { dial, proxy } = await setup()
  const { client, atTarget, port } = await dial()
  expect(proxy.connections()).toMatchObject([{ portAtTarget: port }])
  client.socket.end('all')
  await expect.poll(() => atTarget, soon).toMatchObject({ heard: 'all', ended: true })
  atTarget.socket.end('answer')
  await expect.poll(() => client, soon).toMatchObject({ heard: 'answer', ended: true, broken: false })
  await expect.poll(proxy.connections, soon).toEqual([])
})

test('a connection that is silent one way passes the other way, and what was said arrives when it is healed', async () => {
  const { dial, proxy } = await setup()
  const { client, atTarget } = await dial()
  const heal = proxy.blackhole('existing', 'to-client')
  const other = await dial()
  atTarget.socket.write('late')
  client.socket.write('heard')
  other.atTarget.socket.write('not silent')
  await expect.poll(() => other.client.heard, soon).toBe('not silent')
  await expect.poll(() => atTarget.heard, soon).toBe('heard')
  expect(client.heard).toBe('')
  heal()
  await expect.poll(() => client.heard, soon).toBe('late')
})

test('a side of a silent connection that breaks is not noticed by the other until it is healed', async () => {
  const { dial, proxy } = await setup()
  const { client, atTarget } = await dial()
  const heal = proxy.blackhole(proxy.connections(), 'both')
  client.socket.resetAndDestroy()
  const other = await dial()
  other.client.socket.resetAndDestroy()
  await expect.poll(() => other.atTarget.broken, soon).toBe(true)
  expect(atTarget).toMatchObject({ ended: false, broken: false })
  heal()
  await expect.poll(() => atTarget.broken, soon).toBe(true)
})

test('connections to come can be silent too, until that is over', async () => {
  const { dial, proxy } = await setup()
  const heal = proxy.blackhole('new', 'to-target')
  const { client, atTarget } = await dial()
  client.socket.write('late')
  atTarget.socket.write('heard')
  await expect.poll(() => client.heard, soon).toBe('heard')
  expect(atTarget.heard).toBe('')
  heal()
  await expect.poll(() => atTarget.heard, soon).toBe('late')
})

test('a cut resets both sides, and a client is reset where the target takes no connection', async () => {
  const { dial, proxy, server } = await setup()
  const { client, atTarget } = await dial()
  proxy.cut()
  await expect.poll(() => client.broken && atTarget.broken, soon).toBe(true)
  server.close()
  await once(server, 'close')
  const refused = ear(connect(proxy.port, '127.0.0.1'))
  await expect.poll(() => refused.broken, soon).toBe(true)
})
