/** What can be completed, read off the commands themselves. */
import type { Command, Option } from 'commander'

/** A command and what may follow it. */
export interface Node {
  /** The words that lead to it, without `reelyard`. */
  path: string
  /** Subcommands. */
  commands: string[]
  flags: Flag[]
  /** Whether its arguments are files. */
  takesFiles: boolean
}

/** An option. */
export interface Flag {
  name: string
  /** What follows it: nothing, one of these, a file, or anything. */
  value: 'none' | 'file' | 'any' | readonly string[]
}

/** All commands below `root`, itself first. */
export function readTree(root: Command): Node[] {
  return nodesOf(root, '')
}

function nodesOf(command: Command, path: string): Node[] {
  const children = command.commands.filter((child) => child.name() !== 'help')
  const node: Node = {
    path,
    commands: children.map((child) => child.name()),
    flags: [...command.options.flatMap(flagOf), { name: '--help', value: 'none' }],
    takesFiles: command.registeredArguments.some((argument) => FILE.test(argument.name())),
  }
  return [node, ...children.flatMap((child) => nodesOf(child, `${path} ${child.name()}`.trim()))]
}

const FILE = /file|storyboard/

function flagOf(option: Option): Flag[] {
  if (!option.long || option.hidden) return []
  return [{ name: option.long, value: valueOf(option) }]
}

function valueOf({ required, optional, argChoices, flags }: Option): Flag['value'] {
  if (!required && !optional) return 'none'
  if (argChoices) return argChoices
  return /<[^>]*(file|dir)/.test(flags) ? 'file' : 'any'
}
