/** Argv templates: how a tool that knows nothing of the protocol is told what to make. */

/** What the placeholders of one task stand for. A step of the whole video has no scene, some steps have no format. */
export interface TemplateValues {
  scene?: { number: number; narration?: string; visual?: string; sound?: string; motion?: string } | undefined
  video: { id: string; title: string }
  format?: { width: number; height: number; fps: number } | undefined
  /** Role → path of the input file. */
  input: Readonly<Record<string, string>>
  /** Role → path, in the scratch folder, that the tool is to write. */
  output: Readonly<Record<string, string>>
  /** The scratch folder. */
  folder: string
  /** The folder of the channels' own tools, as the worker was told it. */
  scripts?: string | undefined
}

/** A placeholder that stands for nothing in this task. */
export class UnknownPlaceholderError extends Error {
  override readonly name = 'UnknownPlaceholderError'
  readonly code = 'unknown_placeholder'
  readonly placeholder: string

  constructor(placeholder: string) {
    super(`The placeholder {{${placeholder}}} stands for nothing in this task.`)
    this.placeholder = placeholder
  }
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g
const KNOWN: readonly RegExp[] = [
  /^scene\.(number|narration|visual|sound|motion)$/,
  /^video\.(id|title)$/,
  /^format\.(width|height|fps)$/,
  /^(input|output)\.[a-z][a-z0-9_]*$/,
  /^(folder|scripts)$/,
]

/**
 * Puts values in the place of placeholders: `{{scene.number|narration|visual|sound|motion}}`, `{{video.id|title}}`,
 * `{{format.width|height|fps}}`, `{{input.<role>}}`, `{{output.<role>}}`, `{{folder}}`, `{{scripts}}`.
 *
 * A value stays within its argument: it is never split and never expanded again, and no shell reads it. Null bytes are
 * dropped. An argument that a value makes begin with `-` gets a space in front, so that no tool takes an order's text
 * for an option. What else a tool reads into a value (`@file`) is for the template to avoid.
 *
 * Throws UnknownPlaceholderError.
 */
export function renderArgv(template: readonly string[], values: TemplateValues): string[] {
  return template.map((argument) => {
    const rendered = argument.replace(PLACEHOLDER, (_, name: string) =>
      valueOf(name.trim(), values).replaceAll('\0', ''),
    )
    return rendered.startsWith('-') && !argument.startsWith('-') ? ` ${rendered}` : rendered
  })
}

/** The names in a template's placeholders, each once, in order of appearance, known or not. */
export function templatePlaceholders(template: readonly string[]): string[] {
  const names = template.flatMap((argument) =>
    [...argument.matchAll(PLACEHOLDER)].map((match) => (match[1] ?? '').trim()),
  )
  return [...new Set(names)]
}

/** Whether a name can stand for something in some task; a role is not checked here. */
export function isKnownPlaceholder(name: string): boolean {
  return KNOWN.some((pattern) => pattern.test(name))
}

function valueOf(name: string, values: TemplateValues): string {
  if (!isKnownPlaceholder(name)) throw new UnknownPlaceholderError(name)
  const [group = '', key] = name.split('.')
  const found: unknown = Reflect.get(values, group)
  const value: unknown = key === undefined ? found : partOf(found, key)
  if (typeof value !== 'string' && typeof value !== 'number') throw new UnknownPlaceholderError(name)
  return String(value)
}

function partOf(holder: unknown, key: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined
}
