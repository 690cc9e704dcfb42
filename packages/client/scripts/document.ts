/** The OpenAPI document of the web app, in an order that does not depend on chance. */
import { folderStore } from '../../artifacts/src/index.ts'
import { createLogger } from '../../runtime/src/index.ts'
import { createApp, type AppOptions } from '../../../apps/web/src/index.ts'

/** JSON, as it is committed in openapi.json. */
export async function currentDocument(): Promise<string> {
  // Nothing is asked for: the routes only have to be declared.
  const pipeline = new Proxy({}, { get: () => async () => null }) as AppOptions['pipeline']
  const app = await createApp({
    pipeline,
    store: folderStore('unused'),
    logger: createLogger('silent', {}),
    voices: [],
  })
  try {
    return `${JSON.stringify(inOrder(app.swagger()), null, 2)}\n`
  } finally {
    await app.close()
  }
}

/** Paths and schemas by name; all else keeps the order in which it was declared. */
function inOrder(document: object): object {
  const { paths, components, ...rest } = document as Record<string, Record<string, object>>
  return { ...rest, paths: byName(paths), components: { ...components, schemas: byName(components?.schemas) } }
}

function byName(members: object = {}): object {
  return Object.fromEntries(Object.entries(members).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
