import { ProblemError, UnreachableError } from './errors.ts'
import type { ProblemDocument } from './resources.ts'

/** Sends a request. Throws UnreachableError, ProblemError, or what `signal` was aborted with. */
export async function ask(url: URL, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init).catch((error: unknown) => {
    init.signal?.throwIfAborted()
    throw new UnreachableError(`${url.origin} does not answer.`, { cause: error })
  })
  if (response.ok) return response
  throw await problemOf(response, url)
}

/** An answer's body, which must be JSON. Throws UnreachableError. */
export async function readJson<Body>(response: Response, url: URL, signal?: AbortSignal | null): Promise<Body> {
  try {
    return (await response.json()) as Body
  } catch (error) {
    signal?.throwIfAborted()
    throw new UnreachableError(`${url.href} gave an answer that is no JSON.`, { cause: error })
  }
}

async function problemOf(response: Response, url: URL): Promise<Error> {
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('application/problem+json')) {
    const problem = (await response.json().catch(() => null)) as ProblemDocument | null
    if (problem) return new ProblemError(problem)
  }
  if (!response.bodyUsed) await response.body?.cancel()
  return new UnreachableError(`${url.href} answered ${response.status}, and not as the API does.`)
}
