/** Migrates a database, and is killed before its n-th message to Postgres, or says how many there were. */
import { Socket } from 'node:net'
import { migrate } from '@reelyard/pipeline'
import type { Mortal } from './mortal.ts'
import { dieAt } from './deadly-point.ts'

/** The name of every crash point of a migration. */
const MESSAGE = 'message'

const { databaseUrl, deadly } = JSON.parse(process.argv[2]!) as Mortal
const reach = dieAt(deadly)
const { write } = Socket.prototype
Socket.prototype.write = function (this: Socket, ...sent: unknown[]) {
  // Pipes are sockets too: stdout is.
  if (this.remotePort !== undefined) reach(MESSAGE)
  return (write as (...args: unknown[]) => boolean).apply(this, sent)
}
await migrate(databaseUrl)
