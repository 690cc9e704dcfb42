/** A worker process that is killed at one of its crash points, or says which ones it meets. Its argument is a MortalWorker. */
import { openPipeline } from '@reelyard/pipeline'
import { closeOnSignal, createLifecycle, createLogger, exitWithParent } from '@reelyard/runtime'
import { dieAt } from './deadly-point.ts'
import { createFilmWorker } from './film-worker.ts'
import { MORTAL, type MortalWorker } from './mortal.ts'

const STOP_MS = 20_000

const { databaseUrl, deadly, ...settings } = JSON.parse(process.argv[2]!) as MortalWorker
const logger = createLogger('error', { worker: MORTAL }, process.stderr)
const pipeline = await openPipeline({
  databaseUrl,
  applicationName: MORTAL,
  housekeeping: false,
  onError: (error) => logger.error({ error }, 'queue'),
  onPoint: dieAt(deadly),
})
const onHeld = () => process.kill(process.pid, 'SIGTERM')
const worker = createFilmWorker(pipeline, { ...settings, name: MORTAL, onHeld, logger })
const lifecycle = createLifecycle([{ start: async () => {}, stop: pipeline.close }, worker])
closeOnSignal(lifecycle, logger, STOP_MS)
exitWithParent(process.env)
await lifecycle.start()
