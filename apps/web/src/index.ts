export { createApp, type AppOptions, type PipelineCalls } from './app.ts'
