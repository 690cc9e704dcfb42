/** `reelyard`: makes films on this machine, and looks after a system that runs elsewhere. */
import { runner } from './commands/run.ts'
import { program } from './program.ts'

const terminal = { out: process.stdout, err: process.stderr, env: process.env, cwd: process.cwd() }
const run = runner(terminal, (exitCode) => {
  process.exitCode = exitCode
})

await program(run, process.stdin).parseAsync()
