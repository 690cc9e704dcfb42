// Loaded into a worker before anything else: its disk is full while the flag file stands beside the scratch folder.
import { existsSync } from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

const disk = process.env.CHAOS_FULL_DISK

// Calls by the place of the path that is written to. What only reads works on a full disk too.
const WRITERS = { mkdir: 0, mkdtemp: 0, writeFile: 0, copyFile: 1 }

for (const [name, place] of Object.entries(WRITERS)) {
  const original = fs[name]
  fs[name] = async (...parts) => {
    const path = parts[place]
    if (String(path).startsWith(`${disk}/`) && existsSync(`${disk}.full`)) {
      throw Object.assign(new Error(`ENOSPC: no space left on device, ${name} '${path}'`), {
        code: 'ENOSPC',
        errno: -28,
      })
    }
    return original(...parts)
  }
}
syncBuiltinESMExports()
