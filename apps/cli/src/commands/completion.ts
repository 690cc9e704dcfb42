import { Argument, type Command } from 'commander'
import { completionScript, SHELLS, type Shell } from '../completion/scripts.ts'
import { readTree } from '../completion/tree.ts'
import { command } from '../strict-command.ts'
import type { Run } from './run.ts'

/** `reelyard completion`: made from the commands that there are when it runs. */
export function completionCommand(run: Run, root: Command): Command {
  return command('completion', {
    description: 'Prints a script that completes commands and options in bash or zsh.',
    examples: ['completion bash >> ~/.bashrc', 'completion zsh >> ~/.zshrc'],
    note: 'In zsh it must come after `autoload -U compinit && compinit`.',
  })
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) =>
      run(async ({ out }) => {
        out.write(completionScript(shell, readTree(root)))
        return 0
      }),
    )
}
