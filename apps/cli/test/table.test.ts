import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { agoOf, fieldLines, sayTable, stateCell, type Cell } from '../src/table.ts'

/** What a table looks like on a terminal of so many columns. */
function shown(rows: Cell[][], { columns = 80, env = {}, isTTY = false } = {}): string[] {
  let text = ''
  const out = { write: (more: string) => (text += more), columns, isTTY }
  sayTable({ out, err: out, env: { LANG: 'C.UTF-8', ...env }, cwd: '/' }, ['ID', 'STATE', 'TITLE'], rows)
  return text.trimEnd().split('\n')
}

it('puts things under each other, however wide their characters are', () => {
  expect(
    shown([
      ['1', 'failed', '題'],
      ['題題', 'x', 'b'],
    ]),
  ).toEqual(['ID    STATE   TITLE', '1     failed  題', '題題  x       b'])
})

it('cuts the last column where the terminal ends', () => {
  const [, row] = shown([['1', 'x', 'long '.repeat(30)]], { columns: 40 })
  expect(row).toHaveLength(40)
  expect(row).toMatch(/…$/)
})

it('lets nothing steer the terminal, in any column', () => {
  const hostile = 'a\u001b[2Jb\nc'
  const text = shown([[hostile, hostile, hostile]]).join('\n')
  expect(text).not.toContain('\u001b')
  expect(text.split('\n')).toHaveLength(2)
})

it('has colours on a terminal only, and not where they are not wanted', () => {
  const rows = [['1', stateCell('failed'), 'a']]
  const painted = shown(rows, { isTTY: true })
  expect(painted[1]).toContain('\u001b[31mfailed')
  expect(painted.map(stripVTControlCharacters)).toEqual(shown(rows))
  expect(shown(rows, { isTTY: true, env: { NO_COLOR: '1' } })).toEqual(shown(rows))
})

it('says how long ago something was', () => {
  const now = Date.parse('2026-01-10T00:00:00Z')
  const moments = ['2026-01-09T23:59:30Z', '2026-01-09T23:00:00Z', '2026-01-09T00:00:00Z', '2026-01-01T00:00:00Z', null]
  expect(moments.map((moment) => agoOf(moment, now))).toEqual(['30 s', '60 min', '24 h', '9 d', '-'])
})

it('leaves out fields that are not there', () => {
  expect(fieldLines({ id: 'a', 'good until': null, count: 0 })).toEqual(['  id     a', '  count  0'])
})
