import { execFileSync, spawnSync } from 'node:child_process'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { completionScript } from '../src/completion/scripts.ts'
import { readTree } from '../src/completion/tree.ts'
import { program } from '../src/program.ts'

const root = program(async () => {}, process.stdin)
const bash = spawnSync('bash', ['--version']).status === 0
const zsh = spawnSync('zsh', ['--version']).status === 0

/** What bash offers for a line that ends where the cursor is. */
function offered(...words: string[]): string[] {
  const script = [
    completionScript('bash', readTree(root)),
    'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _reelyard; printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n')
  const out = execFileSync('bash', ['--noprofile', '--norc', '-c', script, 'bash', 'reelyard', ...words], {
    encoding: 'utf8',
    cwd: import.meta.dirname,
  })
  return out.split('\n').filter(Boolean)
}

test.skipIf(!bash).each([
  [['vid'], ['videos', 'video']],
  [
    ['channels', ''],
    ['list', 'get', 'put', 'patch', 'archive', 'restore', 'credentials'],
  ],
  [['channels', 'credentials', 's'], ['set']],
  [
    ['videos', '--status', 'p'],
    ['pending', 'processing'],
  ],
  [['videos', '--text', 'p'], []],
  [['videos', '--status', 'failed', '--ch'], ['--channel']],
  [['videos', '--key-file', 'up'], ['up.test.ts']],
  [['keys', 'create', 'videos', '--da'], ['--days']],
  [['submit', 'comp'], ['completion.test.ts']],
  [['up', '--wo'], ['--workers']],
])('bash completes %j', (words, expected) => {
  expect(offered(...words)).toEqual(expected)
})

test.skipIf(!zsh)('zsh takes its script', () => {
  const script = `compdef() { :; }\n${completionScript('zsh', readTree(root))}`
  expect(spawnSync('zsh', ['-f', '-c', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
})

test('every command has examples that begin with its own name, and says what it does', () => {
  for (const command of all(root)) {
    const path = pathOf(command)
    let help = ''
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
    expect(command.description(), `${path} --help`).not.toBe('')
    expect(help, `${path} --help`).toMatch(new RegExp(`Examples:\n(.*\n)*  ${path}( |\n|$)`))
  }
})

function all(command: Command): Command[] {
  return [command, ...command.commands.filter((child) => child.name() !== 'help').flatMap(all)]
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
}
