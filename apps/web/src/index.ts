/** The web app, without the process around it: for tests, and for a process of another kind. */
export { createApp, type AppOptions, type PipelineCalls } from './app.ts'
export { webhookDeliverer, type DelivererOptions } from './webhooks/deliverer.ts'
