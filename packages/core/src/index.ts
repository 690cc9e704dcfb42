export * from './access.ts'
export * from './channel.ts'
export * from './channel-limits.ts'
export * from './json-merge-patch.ts'
export { isDeclarable } from './script/environment.ts'
export * from './digest.ts'
export * from './estimate.ts'
export * from './fault.ts'
export type { Subject } from './fault-sentence.ts'
export * from './format.ts'
export * from './gate.ts'
export * from './id-from.ts'
export * from './limits.ts'
export * from './media-types.ts'
export * from './order.ts'
export * from './parameter-patch.ts'
export type * from './parameters.ts'
export * from './plan.ts'
export * from './results.ts'
export * from './retry.ts'
export * from './states.ts'
export * from './storyboard.ts'
export * from './steps.ts'
export * from './text-faults.ts'
export * from './video.ts'
export * from './voices.ts'
export * from './warnings.ts'
export type {
  FilmFormat,
  InputFile,
  OutputFile,
  ScriptError,
  ScriptInput,
  ScriptOutput,
  TaskRecord,
} from './protocol.ts'
