/** What keeps a channel from being changed, or a key from changing it. */
import { mayKnow, type Fault, type Principal } from '@reelyard/core'
import type { ChannelChange, ChannelView } from '@reelyard/pipeline'
import { notFound } from '../access/objects.ts'
import { Problem } from '../problem/problem.ts'

/** The channel as it is now. Throws Problem where it was not changed. */
export function changed(change: ChannelChange, id: string): ChannelView {
  if (change.channel) return change.channel
  if (change.faults) throw invalidBody(change.faults)
  throw refusal(change.refused, id)
}

function refusal(why: NonNullable<ChannelChange['refused']>, id: string): Problem {
  const refusals = {
    unknown: () => notFound('channel', id),
    taken: () => new Problem('name_taken', { detail: `There is a channel with the id '${id}' already.` }),
    default: () =>
      new Problem('default_channel', { detail: `The channel '${id}' has to stay: it takes orders that name none.` }),
    commands: () => ofSomeChannels('change `settings.commands`, programs that run on the workers'),
  }
  return refusals[why]()
}

/** The problem that a key of some channels may not do something, whatever its scopes. */
export function ofSomeChannels(what: string): Problem {
  return new Problem('missing_scope', { detail: `The API key is for some channels only, so it may not ${what}.` })
}

/** The problem that a channel does not exist, or that the key may not know of it: both look the same. */
export function assertMayKnow(principal: Pick<Principal, 'channels'>, channelId: string): void {
  if (!mayKnow(principal, channelId)) throw notFound('channel', channelId)
}

function invalidBody(errors: readonly Fault[]): Problem {
  return new Problem('invalid_body', { detail: errors.map(({ message }) => message).join(' '), errors })
}
