/** Approving: who may, what is said, and the signature over the hash that was computed here. */
import { signApproval } from '@fettle/proof/approval';
import { approverKey, mayApproveFor, openAuthority } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import type { SigningKey } from '@fettle/proof/keys';
import { Refused } from '../refused.ts';
import { countChanges } from './groups.ts';
import type { CheckedSpec } from './read-spec.ts';

/** Refuses early what the server and every device would refuse: nobody should read a long spec in vain. */
export function checkApprover(authority: Authority, key: SigningKey, clientId: string, now: string): void {
  const approver = authority.approvers.find(({ keyid }) => keyid === key.keyid);
  const refuse = (code: string, detail: string, remedy: string): Refused =>
    new Refused({ code, title: 'This key can not approve here', detail, remedy });
  if (approver === undefined || approverKey(authority, key.keyid) === null)
    throw refuse('trust.not-admitted', `The authority does not name the key ${key.keyid}.`, 'Have it admitted: fettle trust approver add.');
  if (Temporal.Instant.compare(approver.expiresAt, now) <= 0)
    throw refuse(
      'approval.approver-expired',
      `${approver.name} could approve until ${approver.expiresAt}.`,
      'Have it admitted again: fettle trust approver add.',
    );
  if (!mayApproveFor(approver, clientId))
    throw refuse(
      'approval.not-for-client',
      `${approver.name} may not approve for this client.`,
      'Have somebody approve who may: fettle trust show.',
    );
}

/** The authority where a pinned root key vouches for it; null where there is no pin to measure it by. */
export function authorityByPin(envelope: unknown, rootKeyId: string | null): Authority | null {
  if (rootKeyId === null) return null;
  const opened = openAuthority(envelope, rootKeyId);
  if (opened.ok) return opened.authority;
  throw new Refused({
    code: opened.code,
    title: "The server's authority is not trusted here",
    detail: opened.detail,
    remedy: 'Nothing was signed. Check with the provider which root key is theirs, and that this is their server.',
  });
}

/** The sentence that is signed with the hash. */
export function statementOf({ header, shares, hash }: CheckedSpec, clientName: string): string {
  const { changes, removed, withoutWayBack } = countChanges(shares);
  const removals = removed === 0 ? '' : `, ${removed} of them removals`;
  const back = withoutWayBack === 0 ? '' : `, ${withoutWayBack} without a way back`;
  return `I approve “${header.title}” for ${clientName}: ${changes} changes${removals} on ${shares.length} devices${back}, until ${header.expiresAt}, spec ${hash}.`;
}

/** The approval ends with the spec. Refused where that is over already. */
export function signSpec(spec: CheckedSpec, statement: string, key: SigningKey, now: string): Envelope {
  const { deploymentId, clientId, expiresAt } = spec.header;
  if (Temporal.Instant.compare(expiresAt, now) <= 0)
    throw new Refused({
      code: 'approval.expired',
      title: 'This spec has ended',
      detail: `Nothing of it may start after ${expiresAt}.`,
      remedy: 'Make a new deployment; it may name this one as its predecessor.',
    });
  return signApproval({ deploymentId, clientId, specHash: spec.hash, statement, at: now, expiresAt }, key);
}
