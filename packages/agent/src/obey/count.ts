/** As many different approvers as are wanted, among approvals that were looked at one by one. */
import { countApprovers } from '@fettle/core/deployment';
import type { AgentRefusal } from '@fettle/protocol/agent';
import { refused } from './types.ts';
import type { Refused } from './types.ts';

export type Looked =
  | { readonly ok: true; readonly approver: { readonly keyid: string; readonly personId: string | null } }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/** Null: there are enough. Without any, the reason of the last one is told. */
export function countProblem(id: string, looked: readonly Looked[], needed: number, none: string): Refused | null {
  const approvers = new Map<string, { readonly keyid: string; readonly personId: string | null }>();
  let last = refused(id, 'refused.not-approved', none);
  for (const one of looked) {
    if (one.ok) approvers.set(one.approver.keyid, one.approver);
    else last = refused(id, refusalOf(one.code), one.detail);
  }
  const given = countApprovers([...approvers.values()]);
  if (given >= needed) return null;
  if (given === 0) return last;
  const unnamed = [...approvers.values()].some(({ personId }) => personId === null);
  const why = unnamed ? ' Keys that name no person do not count beside another.' : '';
  return refused(id, 'refused.not-approved', `${given} of ${needed} different approvers that are wanted have approved it.${why}`);
}

function refusalOf(code: string): AgentRefusal {
  if (code === 'approval.unknown-approver' || code === 'approval.not-for-client') return 'refused.unknown-approver';
  if (code === 'approval.approver-expired' || code === 'approval.expired' || code === 'approval.too-long')
    return 'refused.approver-expired';
  return 'refused.not-approved';
}
