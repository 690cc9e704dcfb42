import { readFile } from 'node:fs/promises'
import { ProblemError, UnreachableError } from '@reelyard/client'
import { expect, it } from 'vitest'
import { CommandError } from '../src/command-error.ts'
import { EXIT, exitCodeOf } from '../src/exit-codes.ts'

function problem(status: number): ProblemError {
  return new ProblemError({
    type: 't',
    title: 'T',
    status,
    code: 'c',
    detail: 'd',
    retryable: false,
    errors: [],
  } as never)
}

it.each([
  [EXIT.refused, problem(404)],
  [EXIT.refused, problem(401)],
  [EXIT.refused, problem(409)],
  [EXIT.refused, problem(422)],
  [EXIT.failed, problem(500)],
  [EXIT.unreachable, problem(503)],
  [EXIT.unreachable, problem(429)],
  [EXIT.unreachable, new UnreachableError('away')],
  [EXIT.failed, new TypeError('a fault of ours')],
  [130, new CommandError('', 130)],
])('%i for %s', (code, error) => {
  expect(exitCodeOf(error)).toBe(code)
})

it('docs/cli.md has the table', async () => {
  const page = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
  const codes = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
  expect(codes).toEqual([...Object.values(EXIT), 130])
})
