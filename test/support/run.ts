/** The README's test command: makes sure of ffmpeg, then runs vitest on the Node that the workspace pins. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ensureFfmpeg } from '@reelyard/cli/ffmpeg'

await ensureFfmpeg({ env: process.env, log: (line) => process.stderr.write(`${line}\n`) })

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
const child = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1)
})
