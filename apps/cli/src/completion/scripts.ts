/** Completion scripts: tables that are made from the commands, and the few lines by which each shell reads them. */
import type { Flag, Node } from './tree.ts'

/** A shell that there is a script for. */
export type Shell = keyof typeof SCRIPTS

export const SHELLS = ['bash', 'zsh'] as const satisfies readonly Shell[]

/** The script for a shell. */
export function completionScript(shell: Shell, nodes: readonly Node[]): string {
  return [tables(nodes), ...SCRIPTS[shell]].join('\n')
}

/** `$1` is the path of a command, `$2` an option. Both shells read this form. */
function tables(nodes: readonly Node[]): string {
  const words = nodes.map(({ path, commands }) => entry(path, commands))
  const flags = nodes.map(({ path, flags }) => entry(path, names(flags)))
  const files = nodes.filter(({ takesFiles }) => takesFiles).map(({ path }) => entry(path, ['yes']))
  const values = nodes.flatMap(({ path, flags }) =>
    flags
      .filter(({ value }) => value !== 'none')
      .map(({ name, value }) => entry(`${path} ${name}`.trim(), typeof value === 'string' ? [`:${value}`] : value)),
  )
  return [
    '# Made by `reelyard completion`.',
    table('_reelyard_commands', words),
    table('_reelyard_flags', flags),
    table('_reelyard_files', files),
    table('_reelyard_values', values),
  ].join('\n')
}

function names(flags: readonly Flag[]): string[] {
  return flags.map(({ name }) => name)
}

function entry(key: string, words: readonly string[]): string {
  return words.length === 0 ? '' : `    '${key}') echo '${words.join(' ')}' ;;`
}

function table(name: string, entries: readonly string[]): string {
  return [`${name}() {`, '  case "$1" in', ...entries.filter(Boolean), '  esac', '}'].join('\n')
}

/** The path grows by each word that is a command there. */
const PATH = '    case " $(_reelyard_commands "$at") " in *" $word "*) at="${at:+$at }$word" ;; esac'

const SCRIPTS = {
  bash: [
    '_reelyard() {',
    '  local at="" word values current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"',
    '  COMPREPLY=()',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    PATH,
    '  done',
    '  values="$(_reelyard_values "${at:+$at }$before")"',
    '  case "$values" in',
    '    :file) COMPREPLY=($(compgen -f -- "$current")); return ;;',
    '    :any) return ;;',
    '    ?*) COMPREPLY=($(compgen -W "$values" -- "$current")); return ;;',
    '  esac',
    '  case "$current" in',
    '    -*) COMPREPLY=($(compgen -W "$(_reelyard_flags "$at")" -- "$current")) ;;',
    '    *)',
    '      COMPREPLY=($(compgen -W "$(_reelyard_commands "$at")" -- "$current"))',
    '      [ -n "$(_reelyard_files "$at")" ] && COMPREPLY+=($(compgen -f -- "$current")) ;;',
    '  esac',
    '}',
    'complete -o filenames -F _reelyard reelyard',
    '',
  ],
  zsh: [
    '_reelyard() {',
    '  local at="" word values current="${words[CURRENT]}" before="${words[CURRENT-1]}"',
    '  for word in "${(@)words[2,CURRENT-1]}"; do',
    PATH,
    '  done',
    '  values="$(_reelyard_values "${at:+$at }$before")"',
    '  case "$values" in',
    '    :file) _files; return ;;',
    '    :any) return ;;',
    '    ?*) compadd -- ${=values}; return ;;',
    '  esac',
    '  case "$current" in',
    '    -*) compadd -- ${=$(_reelyard_flags "$at")} ;;',
    '    *)',
    '      compadd -- ${=$(_reelyard_commands "$at")}',
    '      [ -n "$(_reelyard_files "$at")" ] && _files ;;',
    '  esac',
    '}',
    'compdef _reelyard reelyard',
    '',
  ],
} as const
