import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export interface HeldScripts {
  /** For the scripts: `storyboard-on-release.mjs` connects to it. */
  port: number
  /** How many are held now. */
  count(): number
  /** Lets the one that has been held longest go on to its end. */
  release(): void
  /** Lets all go. */
  close(): Promise<void>
}

/** Holds scripts in mid-run for as long as the test wants. */
export async function holdScripts(): Promise<HeldScripts> {
  const held: Socket[] = []
  const server = createServer((socket) => {
    held.push(socket.on('error', () => {}).resume())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    count: () => held.length,
    release: () => void held.shift()?.end(),
    close: async () => {
      for (const socket of held.splice(0)) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
