/** Who the server runs as: Postgres refuses to run as root. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Users that may run the server where this process is root, the best one first. */
const UNPRIVILEGED = ['postgres', '_postgres', 'nobody']

/** A user of this system. */
export interface Account {
  uid: number
  gid: number
}

/** Null where this process is not root: then the server runs as the same user. Throws where root finds no other user. */
export async function serverAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null
  for (const name of UNPRIVILEGED) {
    const account = await lookUp(name)
    if (account) return account
  }
  throw new Error(
    `Postgres does not run as root, and none of the users ${UNPRIVILEGED.join(', ')} exists here. ` +
      'Create one with: useradd --system postgres',
  )
}

async function lookUp(name: string): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([execute('id', ['-u', name]), execute('id', ['-g', name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return null
  }
}
