/** Which program does a task's work: the channel's own, or the built-in script of the step. */
import { fileURLToPath } from 'node:url'
import { STEPS, type ScriptInput, type StepName } from '@reelyard/core'
import { renderArgv, scriptEnvironment, templateValuesOf, type ScriptOptions } from '@reelyard/core/script'
import type { ClaimedTask } from '@reelyard/pipeline'

export interface CommandSources {
  /** The worker's environment: scripts get an allow-list of it. */
  environment: Readonly<Record<string, string | undefined>>
  /** Where Node keeps compiled scripts, so that the next one starts faster. */
  compileCache: string
  /** Stands for `{{scripts}}` in argv templates: where channels' own tools lie. */
  scriptsFolder: string
  /** Where publish hands films over; absent: it writes the manifest only. */
  publishFolder?: string | undefined
}

type Command = Pick<ScriptOptions, 'argv' | 'environment' | 'secrets' | 'timeoutMs' | 'declaredOutputs'>

/** The names that the program of a task declares: what it gets of the environment, and of its channel's credentials. */
export function declaredNames({ channel, step }: Pick<ClaimedTask, 'channel' | 'step'>): readonly string[] {
  return channel.settings.commands[step]?.environment ?? []
}

/** `credentials` are those of the declared names that the channel has; they win. Throws UnknownPlaceholderError. */
export function commandOf(
  sources: CommandSources,
  task: ClaimedTask,
  input: ScriptInput,
  folder: string,
  credentials: Readonly<Record<string, string>> = {},
): Command {
  const custom = task.channel.settings.commands[task.step]
  if (!custom) return builtIn(sources, task.step, folder)
  const declared = declaredNames(task)
  const source = { ...sources.environment, ...credentials }
  const values = templateValuesOf(input, folder, custom.outputs)
  return {
    argv: renderArgv(custom.argv, { ...values, scripts: sources.scriptsFolder }),
    environment: scriptEnvironment(source, declared, folder),
    secrets: declared.flatMap((name) => source[name] ?? []),
    timeoutMs: (custom.timeoutSeconds ?? STEPS[task.step].timeoutSeconds) * 1_000,
    declaredOutputs: custom.outputs,
  }
}

/** Steps are programs: they are found by the package's exports, never imported. */
function builtIn(
  { environment, compileCache, publishFolder }: CommandSources,
  step: StepName,
  folder: string,
): Command {
  return {
    argv: [process.execPath, fileURLToPath(import.meta.resolve(`@reelyard/steps/${step}`))],
    environment: {
      ...scriptEnvironment(environment, ['FFMPEG_PATH', 'FFPROBE_PATH'], folder),
      NODE_COMPILE_CACHE: compileCache,
      ...(step === 'publish' && publishFolder ? { REELYARD_PUBLISH_DIR: publishFolder } : {}),
    },
    timeoutMs: STEPS[step].timeoutSeconds * 1_000,
  }
}
