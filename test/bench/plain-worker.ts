/** A worker as pg-boss gives it: `work` with NOTIFY, one job at a time. Tells its parent when a handler starts. */
import { PgBoss } from 'pg-boss'

const boss = new PgBoss({
  connectionString: process.env.DATABASE_URL ?? '',
  schema: 'plain',
  supervise: false,
  schedule: false,
  migrate: false,
  useListenNotify: true,
})
boss.on('error', (error) => process.stderr.write(`${String(error)}\n`))
process.on('SIGTERM', () => {
  void boss.stop({ graceful: false }).then(() => process.disconnect())
})
await boss.start()
await boss.work('plain', { pollingIntervalSeconds: 2 }, async () => {
  process.send?.(Number(process.hrtime.bigint()) / 1e6)
})
process.send?.('ready')
