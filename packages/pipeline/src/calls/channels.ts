/** Channels and their credentials. */
import {
  archiveChannel,
  createChannel,
  getChannel,
  pageOfChannels,
  patchChannel,
  type ChannelPatch,
  type ChannelQuery,
} from '../channels.ts'
import type { Context } from '../context.ts'
import {
  credentialNames,
  credentialsOf,
  reencryptCredentials,
  removeCredential,
  storeCredential,
} from '../credentials.ts'
import type { Precondition } from '../precondition.ts'

export function channelsCalls(context: Context) {
  return {
    createChannel: (channel: unknown) => createChannel(context, channel),
    getChannel: (id: string) => getChannel(context, id),
    pageOfChannels: (query: ChannelQuery) => pageOfChannels(context, query),
    patchChannel: (patch: ChannelPatch) => patchChannel(context, patch),
    archiveChannel: (id: string, precondition: Precondition) => archiveChannel(context, id, true, precondition),
    restoreChannel: (id: string, precondition: Precondition) => archiveChannel(context, id, false, precondition),
    credentialNames: (channelId: string) => credentialNames(context, channelId),
    storeCredential: (credential: { channelId: string; name: string; value: string; by: string }) =>
      storeCredential(context, credential),
    removeCredential: (channelId: string, name: string) => removeCredential(context, channelId, name),
    /** For a script that is about to start: those of the names that the channel has. Throws CredentialUnreadableError. */
    credentialsOf: (channelId: string, names: readonly string[]) => credentialsOf(context, channelId, names),
    reencryptCredentials: () => reencryptCredentials(context),
  }
}
