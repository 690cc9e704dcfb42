/** A reader of server-sent events that shows all that it gets, to the byte. */
import { ADMIN_KEY } from '../../../../test/support/web-process.ts'

export interface Message {
  id: string
  event: string
  data: Record<string, unknown>
}

export interface Listening {
  response: Response
  messages: Message[]
  /** `retry: …` and comments. */
  notes: string[]
  /** How it ended: in order, or broken off. */
  ended: Promise<'end' | 'broken'>
  close(): void
}

/** Resolves when the head of the answer is there. */
export async function listen(
  url: string,
  path: string,
  { lastEventId, key = ADMIN_KEY }: { lastEventId?: string; key?: string } = {},
): Promise<Listening> {
  const gone = new AbortController()
  const headers = {
    authorization: `Bearer ${key}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  }
  const response = await fetch(new URL(path, url), { headers, signal: gone.signal })
  const listening = { response, messages: [] as Message[], notes: [] as string[], close: () => gone.abort() }
  return { ...listening, ended: read(response, listening) }
}

/** Those that tell of something that happened: neither `ready` nor `reset`. */
export function happenings({ messages }: Pick<Listening, 'messages'>): Message[] {
  return messages.filter(({ event }) => event.includes('.'))
}

async function read(response: Response, to: Pick<Listening, 'messages' | 'notes'>): Promise<'end' | 'broken'> {
  let rest = ''
  try {
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) take(block, to)
    }
    return 'end'
  } catch {
    return 'broken'
  }
}

function take(block: string, { messages, notes }: Pick<Listening, 'messages' | 'notes'>): void {
  const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]))
  const { id, event, data } = fields
  if (id === undefined || event === undefined || data === undefined) return void notes.push(block)
  messages.push({ id, event, data: JSON.parse(data) as Record<string, unknown> })
}
