/**
 * Whose word a reply is. A reply is signed by a server key that an authority names, and may itself bring the authority that names it:
 *   1. the authority in force names the key: the reply is taken whole
 *   2. the reply brings a newer authority, signed by the pinned root and in force, and that one names the key: it is taken first, then the reply.
 *      So a renewed authority reaches a device whose own is over, and a server may change its key with a new authority
 *   3. the authority that names the key is over: the reply says that the server is there, and nothing else of it is believed
 * Nothing of a reply is used before its signature is verified, but for the authority inside, which has a signature of its own.
 */
import { serverKey } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import { openEnvelope } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import type { AuthorityBook } from '../state/authority.ts';

export type OpenedReply =
  | { readonly ok: true; readonly payload: unknown; readonly believed: boolean; readonly tookAuthority: boolean }
  | { readonly ok: false; readonly code: string; readonly detail: string };

const maxPayloadBytes = 64 * 1024 * 1024;

/** Opens a reply; takes an authority that it needs for that. `believed` is false where only rule 3 holds. */
export function openReply(body: unknown, book: AuthorityBook, now: string): OpenedReply {
  const inForce = book.inForce(now);
  const opened = openBy(body, inForce);
  if (opened.ok) return { ok: true, payload: opened.payload, believed: true, tookAuthority: false };
  const brought = broughtAuthority(body);
  const examined = brought === null ? null : book.examine(brought, now);
  if (examined?.ok === true) {
    const byNewer = openBy(body, examined.authority);
    if (byNewer.ok) {
      const problem = book.offer(brought, now);
      if (problem === null) return { ok: true, payload: byNewer.payload, believed: true, tookAuthority: true };
    }
  }
  const byOver = inForce === null ? openBy(body, book.known()) : opened;
  if (byOver.ok) return { ok: true, payload: byOver.payload, believed: false, tookAuthority: false };
  return { ok: false, code: byOver.code, detail: byOver.detail };
}

function openBy(body: unknown, authority: Authority | null) {
  return openEnvelope(body, payloadTypes.reply, (keyid) => serverKey(authority, keyid), { maxPayloadBytes });
}

/** The authority in a reply that could not be verified yet. Means nothing until the root's signature is. */
function broughtAuthority(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('payload' in body) || typeof body.payload !== 'string') return null;
  try {
    const payload: unknown = JSON.parse(Buffer.from(body.payload, 'base64').toString('utf8'));
    return typeof payload === 'object' && payload !== null && 'authority' in payload ? payload.authority : null;
  } catch {
    return null;
  }
}
