import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DeadLetterView } from '@reelyard/pipeline'
import { describe, expect, onTestFinished, test } from 'vitest'
import { commandFolder, runCommand, type Outcome } from '../../../test/support/command.ts'
import { claimOne, database, failure, pipeline, run, sql } from '../../../test/support/pipeline-world.ts'
import {
  ANY_ID,
  channel,
  deadLetters,
  json,
  letter,
  newestLetter,
  openCount,
  ordered,
  stateOf,
} from './dead-letter-world.ts'

describe('preview', () => {
  test('says what a redrive would do, and does nothing', async () => {
    const dead = await letter()
    const args = ['--channel', channel, '--parameters', '{"title": "Mended"}']
    const { code, out } = await deadLetters('preview', ...args)
    expect([code, out]).toEqual([0, expect.stringMatching(/at once\n1 letter would be redriven\.\n$/)])
    expect(await stateOf(dead)).toBe('failed')
    expect(await deadLetters('redrive', ...args)).toMatchObject({ code: 0, out: out.replace('would be ', '') })
    expect((await pipeline.getTask(dead.taskId!))?.parameters).toMatchObject({ title: 'Mended' })
  })

  test('names each thing that is wrong with a change', async () => {
    const { id } = await letter()
    const folder = await commandFolder()
    onTestFinished(folder.remove)
    await writeFile(join(folder.path, 'change.json'), '{"title": 7, "colour": "red"}')
    const env = { DATABASE_URL: database.url }
    const args = ['dead-letters', 'preview', id, '--parameters', 'change.json']
    const { code, out } = await runCommand({ args, env, cwd: folder.path })
    expect(code).toBe(3)
    expect(out).toMatch(/refused\n {4}invalid_change: .+\n {4}\/title {2}.+\n {4}\/colour {2}.+\n1 letter would be/)
  })
})

describe('redrive', () => {
  test('lets as many a second become ready as --rate says, and names the user of the machine', async () => {
    const dead = [await letter(), await letter(), await letter()]
    const { code, value } = await json('redrive', '--channel', channel, '--rate', '0.1', '--yes')
    expect([code, value]).toEqual([
      0,
      {
        ...{ preview: false, redriven: 3, refused: 0, spreadSeconds: 20 },
        items: dead.map(({ id, taskId }, index) => ({ id, taskId, done: true, afterSeconds: index * 10 })),
      },
    ])
    const task = await pipeline.getTask(dead[2]!.taskId!)
    expect(task?.moves.at(-1)).toMatchObject({ event: 'redrive', by: `cli:${userInfo().username}` })
  })

  test('redrives what it can, tells why it does not the others, and ends with 3', async () => {
    const [cancelled, good, filtered] = [await letterOfAsset(), await letter(), await letter({ code: 'other_code' })]
    expect(await pipeline.cancel(cancelled.videoId!, 'anna')).toBe('cancelled')
    const ids = [good, cancelled, filtered].map(({ id }) => id)
    const { code, out } = await deadLetters('redrive', ...ids, ANY_ID, '--code', 'no_quota', '--yes')
    expect(code).toBe(3)
    expect(out).toMatch(new RegExp(`^${good.id}  storyboard +at once$`, 'm'))
    expect(out).toMatch(
      new RegExp(`^${cancelled.id} .+ refused\n    already_ended: It was superseded by anna\\.$`, 'm'),
    )
    expect(out).toMatch(new RegExp(`^${filtered.id} .+ refused\n    not_matched: .+$`, 'm'))
    expect(out).toMatch(new RegExp(`^${ANY_ID} .+ refused\n    unknown_letter: .+$`, 'm'))
    expect(out).toMatch(/^1 letter redriven, 3 letters refused\.$/m)
    expect([await stateOf(good), await stateOf(filtered)]).toEqual(['pending', 'failed'])
  })

  test('refuses a letter whose job stood for no task', async () => {
    await sql`insert into pgboss.job (name, data, priority) values ('clips', ${sql.json({ taskId: ANY_ID })}, 99)`
    await pipeline.claim({ step: 'clips', limit: 1, worker: 'w1', leaseSeconds: 15 })
    const { code, out } = await deadLetters('redrive', '--step', 'clips')
    expect([code, out]).toEqual([3, expect.stringMatching(/refused\n {4}no_task: /)])
  })

  /** Of a video that has other tasks to do. */
  async function letterOfAsset(): Promise<DeadLetterView> {
    await ordered()
    await run(await claimOne('storyboard'))
    const task = await claimOne('assets')
    await pipeline.start(task)
    await pipeline.fail(task, { ...failure, outcome: 'permanent' })
    return (await newestLetter())!
  }
})

describe('what changes letters', () => {
  test.each([['redrive'], ['drop']])('is asked for letters: %s', async (command) => {
    const dead = await letter()
    const { code, err } = await deadLetters(command, '--yes')
    expect([code, err]).toEqual([2, expect.stringContaining('--all')])
    expect(await deadLetters('list')).toMatchObject({ out: expect.stringContaining(dead.id) as string })
    expect(await deadLetters(command, '--all')).toMatchObject({ code: 0 })
    expect(await deadLetters('list')).toMatchObject({ out: 'No dead letters.\n' })
  })

  test.each([['redrive'], ['drop']])('wants --yes for more than one where nobody can be asked: %s', async (command) => {
    await letter()
    await letter()
    const { code, out, err } = await deadLetters(command, '--channel', channel)
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(/2 dead letters.+--yes/)])
    expect(await openCount()).toBe(2)
  })
})

test('drop ends letters and leaves their tasks failed, with their history', async () => {
  const dead = await letter()
  const { code, out } = await deadLetters('drop', dead.id, ANY_ID, '--by', 'anna')
  expect(code).toBe(3)
  expect(out).toMatch(/unknown_letter: .+\n1 letter dropped\.\n$/)
  expect(await stateOf(dead)).toBe('failed')
  expect(await pipeline.getDeadLetter(dead.id)).toMatchObject({ ending: 'dropped', endedBy: 'anna' })
  const again = await json('drop', dead.id)
  expect(again).toMatchObject({ code: 3, value: { dropped: [], refused: [{ id: dead.id, code: 'already_ended' }] } })
})

const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script')

describe.runIf(hasScript)('on a terminal', () => {
  test.each([
    ['no', 'n\n', 1, 2],
    ['nothing', '\n', 1, 2],
    ['the end of input', '\u0004', 1, 2],
    ['Ctrl-C', '\u0003', 130, 2],
    ['yes', 'y\n', 0, 0],
  ])('asks before more than one, and takes %s for an answer', async (_name, answer, code, left) => {
    await letter()
    await letter()
    const { code: ended, out } = await onTerminal(['drop', '--channel', channel], answer)
    expect(out).toContain('Drop 2 dead letters (storyboard 2)? [y/N]')
    expect(ended).toBe(code)
    expect(await openCount()).toBe(left)
  })

  /** Runs the command on a pseudo-terminal, and answers its question. */
  async function onTerminal(args: readonly string[], answer: string): Promise<Outcome> {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
    const line = [process.execPath, main, 'dead-letters', ...args].join(' ')
    const child = spawn('/usr/bin/script', ['-qec', line, '/dev/null'], {
      env: { ...process.env, DATABASE_URL: database.url },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const closed = once(child, 'close')
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (!out.includes('[y/N]') && (out + text).includes('[y/N]')) child.stdin.write(answer)
      out += text
    })
    const [code] = (await closed) as [number | null]
    return { code, out, err: '' }
  }
})
