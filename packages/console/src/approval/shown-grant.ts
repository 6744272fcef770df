/**
 * What a person is about to sign for a while: the grant as it is shown, read whole and strictly, and its hash computed here. What this console can not read it does not show,
 * and what it does not show it does not sign.
 */
import type { Grant } from '@fettle/core/standing';
import { grantHash } from '@fettle/proof/spec-hash-pure';
import { GrantSchema } from '@fettle/protocol/grant-in-browser';
import { sha256 } from './sha256.ts';

export type ShownGrant =
  | { readonly ok: true; readonly grant: Grant; readonly hash: string }
  | { readonly ok: false; readonly sentence: string };

export function checkShownGrant({ clientId, grant }: { readonly clientId: string; readonly grant: unknown }): ShownGrant {
  const read = GrantSchema.safeParse(grant);
  if (!read.success)
    return {
      ok: false,
      sentence: 'This console does not know the format of what would be granted, so it can not show what it says. Do not sign it here.',
    };
  if (read.data.clientId !== clientId) return { ok: false, sentence: 'What the server sent belongs to another client. Do not sign it.' };
  return { ok: true, grant: read.data, hash: grantHash(read.data, sha256) };
}
