import type { World } from './world.ts'

/** One request with a JSON body or none, and what is looked at of its answer. */
export async function exchange(
  world: World,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
) {
  const response = await world.request(path, {
    method,
    headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  return { status: response.status, etag: response.headers.get('etag'), body: text === '' ? null : JSON.parse(text) }
}

/** Leaves nothing for the next test's claims but what that test orders. */
export async function cancelAll(world: World): Promise<void> {
  const { rows } = await world.executeSql('select id from videos where ended_at is null')
  for (const { id } of rows) await world.pipeline.cancel(String(id), 'test')
}
