/** Standard Webhooks 1.0: how a message proves where it comes from. */
import { Webhook } from 'standardwebhooks'

/** The three headers of a message: signed by each of the secrets (`whsec_…`), of which a receiver knows one. */
export function signatureHeaders(
  secrets: readonly string[],
  message: { id: string; body: string },
  at: Date,
): { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string } {
  const { id, body } = message
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  }
}
