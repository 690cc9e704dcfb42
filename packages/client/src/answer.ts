import { ProblemError, UnreachableError } from './errors.ts'
import type { ProblemDocument } from './resources.ts'

/** Sends a request. Throws UnreachableError, ProblemError, or what the request's signal was aborted with. */
export async function ask(request: Request): Promise<Response> {
  const { origin } = new URL(request.url)
  const response = await fetch(request).catch((error: unknown) => {
    request.signal.throwIfAborted()
    throw new UnreachableError(`${origin} does not answer.`, { cause: error })
  })
  if (response.ok) return response
  throw await problemOf(response, request.url)
}

/** What an answer holds. Throws UnreachableError where it breaks off, or is no JSON. */
export async function dataOf<Data>(answer: Promise<{ data?: Data }>, signal?: AbortSignal | null): Promise<Data> {
  try {
    return (await answer).data as Data
  } catch (error) {
    signal?.throwIfAborted()
    // Bodies that break off, and pages that are no JSON.
    if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error
    throw new UnreachableError('What answered is not the API, or it broke off.', { cause: error })
  }
}

async function problemOf(response: Response, url: string): Promise<Error> {
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('application/problem+json')) {
    const problem = (await response.json().catch(() => null)) as ProblemDocument | null
    if (problem) return new ProblemError(problem, secondsOf(response.headers.get('retry-after')))
  }
  if (!response.bodyUsed) await response.body?.cancel()
  return new UnreachableError(`${new URL(url).href} answered ${response.status}, and not as the API does.`)
}

function secondsOf(retryAfter: string | null): number | null {
  return retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null
}
