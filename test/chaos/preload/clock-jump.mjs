// Loaded into a process, and into each of its threads, before anything else: its wall clock is ahead by the milliseconds in a
// file, which is read again and again. Timers go on as they are: they follow another clock, which does not jump.
import { readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import threads from 'node:worker_threads'

const RealDate = Date
let ahead = 0

function look() {
  try {
    ahead = Number(readFileSync(process.env.CHAOS_CLOCK, 'utf8')) || 0
  } catch {
    // It has not jumped yet.
  }
}

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + ahead)
    else super(...parts)
  }

  static now() {
    return RealDate.now() + ahead
  }
}
look()
setInterval(look, 50).unref()

// A thread that is started without its parent's options must have the same clock.
threads.Worker = class extends threads.Worker {
  constructor(file, options = {}) {
    super(file, {
      ...options,
      execArgv: [...(options.execArgv ?? process.execArgv), '--require', import.meta.filename],
    })
  }
}
syncBuiltinESMExports()
