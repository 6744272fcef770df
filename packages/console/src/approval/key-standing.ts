/** What this browser's key may do, by the authority in force. */
import type { CallOutput } from '@fettle/protocol/client';

type Trust = Pick<CallOutput<'getTrust'>, 'approvers' | 'admissions'>;

export type KeyStanding =
  | { readonly kind: 'no key' }
  | { readonly kind: 'not asked' }
  | { readonly kind: 'asked'; readonly askedAt: string }
  | { readonly kind: 'expired'; readonly at: string }
  | { readonly kind: 'other clients' }
  | { readonly kind: 'admitted'; readonly until: string };

/** Where the key stands: for one client, or (`clientId` null) in general. `now` is RFC 3339 or milliseconds' ISO text. */
export function keyStanding(keyid: string | null, trust: Trust, clientId: string | null, now: number): KeyStanding {
  if (keyid === null) return { kind: 'no key' };
  const approver = trust.approvers.find((one) => one.keyid === keyid);
  if (approver === undefined) {
    const asked = trust.admissions.find((one) => one.keyid === keyid);
    return asked === undefined ? { kind: 'not asked' } : { kind: 'asked', askedAt: asked.askedAt };
  }
  if (Date.parse(approver.expiresAt) <= now) return { kind: 'expired', at: approver.expiresAt };
  if (clientId !== null && approver.clients !== '*' && !approver.clients.includes(clientId)) return { kind: 'other clients' };
  return { kind: 'admitted', until: approver.expiresAt };
}

/** The line by which the holder of the root key lets this key approve. */
export function admitLine(keyid: string): string {
  return `fettle trust admit ${keyid}`;
}
