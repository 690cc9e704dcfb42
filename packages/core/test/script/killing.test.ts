import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ScriptLogLine } from '../../src/script/index.ts'
import { fixtureArgv, isRunning, setup } from './world.ts'

const linux = process.platform === 'linux'

/** Calls `then` when the script has said that it runs. */
function whenRunning(then: () => void) {
  return { onLog: ({ text }: ScriptLogLine) => void (text === 'running' && then()) }
}

describe('ending a script', () => {
  it('happens when its time is over', async () => {
    const { run } = await setup()
    const result = await run(['forever'], { timeoutMs: 200 })
    expect(result).toMatchObject({
      outcome: 'temporary',
      code: 'timed_out',
      timedOut: true,
      killed: true,
      signal: 'SIGTERM',
    })
    expect(result.interrupted).toBe(false)
    expect(result.durationMs).toBeGreaterThanOrEqual(200)
  })

  it('does not happen at once where the time is longer than a timer can hold', async () => {
    const { run } = await setup()
    expect(await run(['write-output', '{"outputs":[]}'], { timeoutMs: 2 ** 33 })).toMatchObject({
      outcome: 'succeeded',
    })
  })

  it('happens when it is interrupted', async () => {
    const { run } = await setup()
    const interruption = new AbortController()
    const result = await run(['forever'], { signal: interruption.signal, ...whenRunning(() => interruption.abort()) })
    expect(result).toMatchObject({ outcome: 'interrupted', code: 'interrupted', interrupted: true, killed: true })
    expect(result.timedOut).toBe(false)
  })

  it('is not needed where it was interrupted before it began: it is not started', async () => {
    const { run } = await setup()
    const result = await run(['write-output', '{"outputs":[]}'], { signal: AbortSignal.abort() })
    expect(result).toMatchObject({ outcome: 'interrupted', code: 'interrupted', killed: false, exitCode: null })
  })

  it('takes SIGKILL where SIGTERM is ignored, after the grace', async () => {
    const { run } = await setup()
    const interruption = new AbortController()
    const options = { signal: interruption.signal, graceMs: 300, ...whenRunning(() => interruption.abort()) }
    const result = await run(['ignore-sigterm'], options)
    expect(result).toMatchObject({ outcome: 'interrupted', signal: 'SIGKILL', killed: true })
    expect(result.logTail).toEqual(['running', 'heard SIGTERM'])
    expect(result.durationMs).toBeGreaterThanOrEqual(300)
  })

  it('reaches its children at the same time, so that they can end in order', async () => {
    const { run } = await setup()
    const interruption = new AbortController()
    const options = { signal: interruption.signal, ...whenRunning(() => interruption.abort()) }
    const result = await run(['wait-for-child'], options)
    expect(result).toMatchObject({ outcome: 'interrupted', exitCode: 0, signal: null })
    expect(result.logTail).toEqual(['running', 'the child heard SIGTERM'])
  })

  it('has one reason, the first', async () => {
    const { run } = await setup()
    const interruption = new AbortController()
    const onLog = ({ text }: ScriptLogLine) => void (text === 'heard SIGTERM' && interruption.abort())
    const result = await run(['ignore-sigterm'], { signal: interruption.signal, timeoutMs: 1000, graceMs: 300, onLog })
    expect(result.logTail).toContain('heard SIGTERM')
    expect(result).toMatchObject({ outcome: 'temporary', code: 'timed_out', timedOut: true, interrupted: false })
  })

  it('leaves it the grace to store a checkpoint, but does not believe its success', async () => {
    const { run } = await setup()
    const interruption = new AbortController()
    const stored: unknown[] = []
    const onCheckpoint = async (value: unknown) => void stored.push(value)
    const options = { signal: interruption.signal, onCheckpoint, ...whenRunning(() => interruption.abort()) }
    const result = await run(['finish-on-sigterm'], options)
    expect(result).toMatchObject({ outcome: 'interrupted', exitCode: 0, signal: null, output: null, killed: true })
    expect(stored).toEqual([{ frame: 7 }])
  })

  it('happens when it writes too much', async () => {
    const { run } = await setup()
    const result = await run(['big-output'], { maxOutputBytes: 1_000_000 })
    expect(result).toMatchObject({ outcome: 'temporary', code: 'output_limit', killed: true, timedOut: false })
  })

  it('ends the children too that it leaves behind, also those that ignore SIGTERM', async () => {
    const { run, folder } = await setup()
    const result = await run(['leave-children'])
    expect(result.outcome).toBe('succeeded')
    expect(isRunning(Number(await readFile(join(folder, 'child.pid'), 'utf8')))).toBe(false)
  })

  it.runIf(linux)('ends the daemons too that have left its group, by whatever way', async () => {
    const { run, folder } = await setup()
    const result = await run(['leave-daemons'])
    expect(result).toMatchObject({ outcome: 'succeeded', logTail: [] })
    const pids = (await readFile(join(folder, 'daemons.pids'), 'utf8')).trim().split('\n').map(Number)
    expect(pids).toHaveLength(3)
    expect(pids.filter(isRunning)).toEqual([])
    expect(result.durationMs).toBeLessThan(10_000)
  })

  it.runIf(linux)('leaves alone what others of this machine have started meanwhile', async () => {
    const { run, folder } = await setup()
    const other = spawn('sleep', ['3600'], { detached: true, stdio: 'ignore' })
    onTestFinished(() => void other.kill())
    const beside = run(['forever'], { folder, timeoutMs: 1500 })
    await expect.poll(() => readFile(join(folder, 'forever.pid'), 'utf8').catch(() => '')).not.toBe('')
    const forever = Number(await readFile(join(folder, 'forever.pid'), 'utf8'))
    expect((await run(['leave-daemons'])).outcome).toBe('succeeded')
    expect(isRunning(forever)).toBe(true)
    expect(isRunning(other.pid!)).toBe(true)
    expect(await beside).toMatchObject({ code: 'timed_out' })
  })

  it('is not held up by a process that cannot be found and keeps stdout open', async () => {
    const { run, folder } = await setup()
    const result = await run(['leave-daemon'])
    const daemon = Number(await readFile(join(folder, 'daemon.pid'), 'utf8'))
    onTestFinished(() => void process.kill(daemon))
    expect(isRunning(daemon)).toBe(true)
    expect(result.outcome).toBe('succeeded')
  })

  it('happens when the process that runs it exits', async () => {
    const { folder } = await setup()
    const [script = ''] = fixtureArgv(['forever'])
    const host = spawn(process.execPath, [...fixtureArgv(['exit-beside-script.ts']), folder, script], {
      stdio: 'ignore',
    })
    expect(await once(host, 'exit')).toEqual([3, null])
    const pid = Number(await readFile(join(folder, 'forever.pid'), 'utf8'))
    await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false)
  })

  it.runIf(linux)('reaches its daemons too when the process that runs it exits', async () => {
    const { folder } = await setup()
    const [script = ''] = fixtureArgv(['daemons-beside'])
    const host = spawn(process.execPath, [...fixtureArgv(['exit-beside-script.ts']), folder, script], {
      stdio: 'ignore',
    })
    expect(await once(host, 'exit')).toEqual([3, null])
    const pid = Number(await readFile(join(folder, 'daemon.pid'), 'utf8'))
    await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false)
  })

  it('is thorough where a listener throws, and passes that on', async () => {
    const { run, folder } = await setup()
    const onLog = () => {
      throw new Error('a bug of the caller')
    }
    await expect(run(['forever'], { onLog })).rejects.toThrow('a bug of the caller')
    expect(isRunning(Number(await readFile(join(folder, 'forever.pid'), 'utf8')))).toBe(false)
  })
})
