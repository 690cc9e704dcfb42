/** What the placeholders of a template stand for in one task. */
import { join } from 'node:path'
import type { FilmFormat, ScriptInput } from '../protocol.ts'
import type { TemplateValues } from './argv-template.ts'
import type { DeclaredOutputs } from './step-command.ts'

type SceneTexts = { narration?: string; visual?: string; sound?: string; motion?: string }

/**
 * Reads the values of a template off the input that the script would get. A role that several files have is left out:
 * no one argument could name them all.
 */
export function templateValuesOf(
  input: ScriptInput<unknown>,
  folder: string,
  outputs: DeclaredOutputs,
): TemplateValues {
  const parameters = input.parameters as { scene?: SceneTexts; text?: string; format?: FilmFormat } & SceneTexts
  const texts = parameters.scene ?? {
    ...parameters,
    ...(parameters.text !== undefined && { narration: parameters.text }),
  }
  return {
    scene: input.scene === null ? undefined : { ...texts, number: input.scene },
    video: { id: input.video.id, title: input.video.title },
    format: parameters.format,
    input: Object.fromEntries(singleInputs(input).map((file) => [file.role, join(folder, file.path)])),
    output: Object.fromEntries(Object.entries(outputs).map(([role, { file }]) => [role, join(folder, file)])),
    folder,
  }
}

function singleInputs({ inputs }: ScriptInput<unknown>) {
  return inputs.filter(({ role }) => inputs.filter((file) => file.role === role).length === 1)
}
