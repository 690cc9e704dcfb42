/** The script wrapper: starts a step's executable, listens to it, ends it, and says how it went. */
export { runScript } from './run-script.ts'
export type { ScriptLogLine, ScriptOptions, ScriptProgress } from './options.ts'
export type { ScriptOutcome, ScriptResult } from './result.ts'
export type { ScriptUsage } from './usage.ts'
export { renderArgv, templatePlaceholders, UnknownPlaceholderError, type TemplateValues } from './argv-template.ts'
export { templateValuesOf } from './template-values.ts'
export { stepCommandSchema, type DeclaredOutputs, type StepCommand } from './step-command.ts'
export { scriptEnvironment } from './environment.ts'
