/** What an approval of one spec and a standing one are refused for alike. */
import type { Approver } from './documents.ts';
import type { EnvelopeRefusal } from './envelope.ts';
import { hasEnded } from './instants.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** Why the time of the approver, or of what was signed, is over; null: neither is. `what` names it in the sentence. */
export function heldTimeProblem(
  what: 'approval' | 'standing approval',
  signed: { readonly expiresAt: string },
  approver: Approver,
  now: string,
): Refusal<'approval.approver-expired' | 'approval.expired'> | null {
  if (hasEnded(approver.expiresAt, now)) {
    return refuse(
      'approval.approver-expired',
      `${approver.name} could approve until ${approver.expiresAt}. Have the authority renewed, or another approver approve.`,
    );
  }
  if (hasEnded(signed.expiresAt, now)) {
    return refuse('approval.expired', `The ${what} by ${approver.name} held until ${signed.expiresAt}. Approve again.`);
  }
  return null;
}

/** The refusal of an approval for what its envelope was refused for. */
export function approvalCodeOf(
  code: EnvelopeRefusal['code'],
): 'approval.unknown-approver' | 'approval.bad-signature' | 'approval.malformed' {
  if (code === 'envelope.unknown-key') return 'approval.unknown-approver';
  return code === 'envelope.bad-signature' ? 'approval.bad-signature' : 'approval.malformed';
}
