/**
 * What `pnpm bench api` is measured against: Fastify and postgres.js with nothing between. It takes an order and does the
 * inserts that Reelyard does for one, in one transaction, and checks nothing.
 */
import { randomUUID } from 'node:crypto'
import { fastify } from 'fastify'
import postgres from 'postgres'

interface Order {
  title: string
  scenes: unknown[]
}

/** As many as a web process of ours has. */
const sql = postgres(process.env.DATABASE_URL ?? '', { max: 10, onnotice: () => {} })
const app = fastify()

app.post<{ Body: Order }>('/v1/videos', async ({ body }, reply) => {
  const id = await insert(body)
  reply.code(202)
  return { id }
})

/** The rows that `submit` writes: the video, its event, its first task, that task's job, and the wake-up. */
async function insert(order: Order): Promise<string> {
  const [video, task, job] = [randomUUID(), randomUUID(), randomUUID()]
  const parameters = JSON.stringify({ title: order.title, scenes: order.scenes })
  await sql.begin((tx) => [
    tx`insert into videos (id, channel_id, title, order_document, priority)
       values (${video}, 'default', ${order.title}, ${JSON.stringify(order)}::text::jsonb, 0)`,
    tx`insert into events (type, channel_id, video_id, data)
       values ('video.created', 'default', ${video}, '{"status": "pending"}')`,
    tx`insert into tasks (id, video_id, step, max_attempts, priority, job_id, parameters, inputs, input_digest)
       values (${task}, ${video}, 'storyboard', 4, 0, ${job}, ${parameters}::text::jsonb, '[]', ${'0'.repeat(64)})`,
    tx`insert into pgboss.job (id, name, data, priority)
       values (${job}, 'storyboard', ${JSON.stringify({ taskId: task })}::text::jsonb, 0)`,
    tx`select pg_notify('reelyard_ready', 'storyboard')`,
  ])
  return video
}

await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.(app.listeningOrigin)
process.once('SIGTERM', () => void app.close().then(() => sql.end()))
