/** What every process needs at its start and its end. */
export { EnvironmentError, readEnvironment } from './environment.ts'
export { createLogger, type Logger } from './logger.ts'
export { createLifecycle, type LongRunner } from './lifecycle.ts'
export { closeOnSignal } from './signals.ts'
export { EXIT_WITH_PARENT, exitWithParent } from './parent.ts'
export { readEspeakTable } from './espeak.ts'
export { checkFfmpeg, FfmpegError } from './ffmpeg.ts'
export * from './settings.ts'
