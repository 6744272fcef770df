/** The grant that a standing approval would sign: read strictly, and hashed here, whatever hash anybody names. */
import type { Grant } from '@fettle/core/standing';
import { grantHash } from '@fettle/proof/spec-hash';
import { GrantSchema } from '@fettle/protocol/grant';
import { Refused } from '../refused.ts';

export type CheckedGrant = { readonly grant: Grant; readonly hash: string };

/** Throws a refusal for what this program can not read, or what is another client's. */
export function readGrant(sent: unknown, clientId: string): CheckedGrant {
  const read = GrantSchema.safeParse(sent);
  if (read.success && read.data.clientId === clientId) return { grant: read.data, hash: grantHash(read.data) };
  throw new Refused({
    code: 'grant.unreadable',
    title: 'What would be granted can not be read',
    detail: read.success
      ? 'The server sent what is of another client.'
      : 'The server sent a format that this command does not know, so it can not show what it says.',
    remedy: 'Nothing was signed. Use the command line of the same version as the server.',
  });
}
