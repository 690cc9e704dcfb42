/** Runs a task's script in a private scratch folder, as it would on a machine of its own. */
import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ArtifactStore } from '@reelyard/artifacts'
import { fileExtension, STEPS, type InputFile, type ScriptInput, type TaskRecord } from '@reelyard/core'
import { runScript, type ScriptResult } from '@reelyard/core/script'
import type { ClaimedTask } from '@reelyard/pipeline'
import { commandOf, declaredNames, type CommandSources } from './commands.ts'
import type { Execute, ExecutionContext, ExecutionResult } from './execution.ts'

const execFileAsync = promisify(execFile)

export interface ScriptExecutorOptions extends CommandSources {
  store: ArtifactStore
  /** This worker's own folder; a folder a task is made in it and removed after the task. */
  scratch: string
  taskRecords(videoId: string): Promise<TaskRecord[]>
  /** Those of these names that the channel has, opened. Rejects where one cannot be opened. */
  credentialsOf(channelId: string, names: readonly string[]): Promise<Record<string, string>>
}

export function createScriptExecutor(options: ScriptExecutorOptions): Execute {
  return async (task, context) => {
    const folder = join(options.scratch, `${task.taskId}-${task.attempt}`)
    try {
      await mkdir(folder, { recursive: true })
      const input = await layOut(options, task, folder)
      const script = await run(options, task, context, input, folder)
      return {
        ...script,
        artifacts: await keepOutputs(options.store, script, folder),
        result: script.output?.result ?? null,
        log: script.logTail,
      }
    } finally {
      await removeFolder(folder).catch((error: unknown) => {
        context.logger.warn({ error, folder }, 'could not remove the scratch folder')
      })
    }
  }
}

/**
 * Whatever a script left there: a tree deeper than a path can be long is beyond Node and not beyond `rm`; a folder that
 * may not be entered must be opened first. Rejects where it is still there; that must cost no result.
 */
async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 2 })
  } catch {
    await execFileAsync('chmod', ['-R', 'u+rwX', folder]).catch(() => {})
    await execFileAsync('rm', ['-rf', folder])
  }
}

/** Fetches the inputs and writes input.json. */
async function layOut(
  { store, taskRecords }: ScriptExecutorOptions,
  task: ClaimedTask,
  folder: string,
): Promise<ScriptInput> {
  await mkdir(join(folder, 'inputs'))
  const inputs: InputFile[] = task.inputs.map((file) => ({ ...file, path: join('inputs', fileName(file)) }))
  for (const file of inputs) await store.fetch(file.sha256, join(folder, file.path))
  const input: ScriptInput = {
    protocol: 1,
    step: task.step,
    scene: task.scene,
    video: { ...task.video, channel: task.channel.id },
    task: { id: task.taskId, attempt: task.attempt },
    parameters: task.parameters,
    inputs,
    checkpoint: task.checkpoint,
    context: { tasks: STEPS[task.step].wantsTaskRecords ? await taskRecords(task.video.id) : [] },
  }
  await writeFile(join(folder, 'input.json'), JSON.stringify(input))
  return input
}

/** Unique within a task: an attempt makes at most a few files of a role, told apart by their content. */
function fileName({ step, scene, role, mediaType, sha256 }: Omit<InputFile, 'path'>): string {
  return `${step}-${scene ?? 'all'}-${role}-${sha256.slice(0, 12)}.${fileExtension(mediaType)}`
}

async function run(
  options: ScriptExecutorOptions,
  task: ClaimedTask,
  context: ExecutionContext,
  input: ScriptInput,
  folder: string,
): Promise<ScriptResult> {
  const credentials = await options.credentialsOf(task.channel.id, declaredNames(task))
  const command = commandOf(options, task, input, folder, credentials)
  return runScript({
    ...command,
    folder,
    signal: context.signal,
    onStart: context.onStart,
    onCheckpoint: context.onCheckpoint,
    onProgress: (progress) => context.logger.debug({ progress }, 'progress'),
    ...(context.onLine ? { onLine: context.onLine } : {}),
    onLog: ({ stream, text }) => context.logger.info({ stream, line: text }, 'script'),
  })
}

async function keepOutputs(
  store: ArtifactStore,
  script: ScriptResult,
  folder: string,
): Promise<ExecutionResult['artifacts']> {
  const kept: ExecutionResult['artifacts'] = []
  for (const { role, path, mediaType } of script.output?.outputs ?? []) {
    kept.push({ role, mediaType, ...(await store.put(join(folder, path))) })
  }
  return kept
}
