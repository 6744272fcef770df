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

/** Different approvers: two keys of one person are one. A key that names no person may be anybody's, also of one who has approved: such keys are one together, and none beside a person. */
export function countApprovers(approvals: readonly Approver[]): number {
  const people = new Set(approvals.flatMap((one) => personOf(one) ?? []));
  return people.size > 0 ? people.size : Math.min(1, approvals.length);
}

/** Whether as many different approvers as the spec wants have approved it. */
export function isApproved({ header, approvals }: Approved): boolean {
  return countApprovers(approvals) >= approvalsNeeded(header);
}

/** Why this approval can not be one more beside those that are there; null: it can. */
export function whyNoOther({ header, approvals }: Approved, approver: Approver & { readonly name: string }): string | null {
  const person = personOf(approver);
  const needs = `It needs ${approvalsNeeded(header)} different approvers.`;
  if (approvals.some((one) => one.keyid === approver.keyid || (person !== null && personOf(one) === person)))
    return `${approver.name} has approved this already. ${needs}`;
  if (person !== null || approvals.length === 0) return null;
  return `The key of ${approver.name} names no person, so nobody can tell that it is another person's. ${needs} A key is given a person with “fettle trust approver add --person”.`;
}

/** Folds an approval of this very spec: the hold ends with the last that is wanted, and until then says how many there are. */
export function foldApproval(draft: Draft, event: Extract<DeploymentEvent, { readonly kind: 'approved' }>): void {
  const { keyid, name, at, personId, standing } = event;
  const needed = approvalsNeeded(draft.header);
  draft.approvals.push({
    keyid,
    name,
    at,
    ...(needed > 1 && personId !== null ? { personId } : {}),
    ...(standing === undefined ? {} : { standing: standing.id }),
  });
  const unnamed = draft.approvals.some((one) => personOf(one) === null);
  const detail = `${countApprovers(draft.approvals)} of ${needed} approvals: another person has to approve it too.${unnamed ? unnamedKeys : ''}`;
  draft.holds = isApproved(draft)
    ? draft.holds.filter((hold) => hold.reason !== 'approval')
    : draft.holds.map((hold) => (hold.reason === 'approval' ? { ...hold, detail } : hold));
}

/** Folds that standing approvals were revoked: without enough of the others it is held again, until people have signed the spec itself. */
export function foldWithdrawal(draft: Draft, event: Extract<DeploymentEvent, { readonly kind: 'approval-withdrawn' }>): void {
  const { at, by, because, standingIds } = event;
  draft.approvals = draft.approvals.filter(({ standing }) => standing === undefined || !standingIds.includes(standing));
  if (isApproved(draft) || draft.holds.some(({ reason }) => reason === 'approval')) return;
  const detail = `The standing approval that it rested on was revoked: ${because.trim().replace(/[.]$/, '')}. It waits for an approval of its spec.`;
  draft.holds.push({ id: `approval-${draft.seq}`, reason: 'approval', since: at, ring: null, detail, by });
}

/** Said where it may be what keeps it waiting. */
const unnamedKeys = ' A key that names no person does not count beside one that does.';

function personOf({ personId }: Approver): string | null {
  return personId ?? null;
}
