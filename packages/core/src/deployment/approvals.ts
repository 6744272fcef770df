/** How many approvers a spec wants, and how many different ones have approved it. */
import type { Draft } from './draft.ts';
import type { SpecHeader } from './spec.ts';
import type { DeploymentEvent, DeploymentState } from './types.ts';

type Approver = { readonly keyid: string; readonly personId?: string | null };
type Approved = Pick<DeploymentState, 'header' | 'approvals'>;

/** One, where the spec says nothing else. */
export function approvalsNeeded({ approvalsNeeded: needed }: Pick<SpecHeader, 'approvalsNeeded'>): number {
  return needed ?? 1;
}

/** Different approvers: two keys of one person are one. */
export function countApprovers(approvals: readonly Approver[]): number {
  return new Set(approvals.map(identityOf)).size;
}

/** Whether as many different approvers as the spec wants have approved it. */
export function isApproved({ header, approvals }: Approved): boolean {
  return countApprovers(approvals) >= approvalsNeeded(header);
}

/** Whether this approver is one of those that have approved it. */
export function hasApproved({ approvals }: Pick<Approved, 'approvals'>, approver: Approver): boolean {
  return approvals.some((one) => identityOf(one) === identityOf(approver) || one.keyid === approver.keyid);
}

/** Folds an approval of this very spec: the hold ends with the last that is wanted, and until then says how many there are. */
export function foldApproval(draft: Draft, event: Extract<DeploymentEvent, { readonly kind: 'approved' }>): void {
  const { keyid, name, at, personId } = event;
  const needed = approvalsNeeded(draft.header);
  draft.approvals.push({ keyid, name, at, ...(needed > 1 && personId !== null ? { personId } : {}) });
  const detail = `${countApprovers(draft.approvals)} of ${needed} approvals: another person has to approve it too.`;
  draft.holds = isApproved(draft)
    ? draft.holds.filter((hold) => hold.reason !== 'approval')
    : draft.holds.map((hold) => (hold.reason === 'approval' ? { ...hold, detail } : hold));
}

function identityOf({ keyid, personId }: Approver): string {
  return personId === undefined || personId === null ? `key ${keyid}` : `person ${personId}`;
}
