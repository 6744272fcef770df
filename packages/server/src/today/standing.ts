/** Standing approvals that want a person: one line a client. */
import type { Tx } from '../platform/database/index.ts';
import { readRenewals } from '../standing/index.ts';
import { paths } from './paths.ts';
import type { Line } from './types.ts';

export async function standingLines(tx: Tx, now: Temporal.Instant): Promise<readonly Line[]> {
  return (await readRenewals(tx, now)).map(({ clientId, policyName, what, at, signedAt }) => ({
    id: `standing approval:${clientId}`,
    kind: 'standing approval' as const,
    clientId,
    title: what === 'superseded' ? 'A standing approval reaches nothing new' : 'A standing approval ends soon',
    why:
      what === 'superseded'
        ? `Policy “${policyName}” has another version than the one that was signed: until that is signed, every deployment waits for a person.`
        : `That of policy “${policyName}” ends on ${at.slice(0, 10)}; deployments that last longer wait for a person already.`,
    since: signedAt,
    by: what === 'superseded' ? null : at,
    action: { label: 'Sign what holds now', path: paths.standing(clientId) },
  }));
}
