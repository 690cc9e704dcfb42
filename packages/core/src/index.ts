export * from './channel.ts'
export * from './digest.ts'
export * from './fault.ts'
export * from './format.ts'
export * from './limits.ts'
export * from './media-types.ts'
export * from './order.ts'
export * from './parameter-patch.ts'
export type * from './parameters.ts'
export * from './plan.ts'
export * from './retry.ts'
export * from './states.ts'
export * from './storyboard.ts'
export * from './steps.ts'
export * from './video.ts'
export * from './voices.ts'
export type {
  FilmFormat,
  InputFile,
  OutputFile,
  ScriptError,
  ScriptInput,
  ScriptOutput,
  TaskRecord,
} from './protocol.ts'
