/** Standing approvals that want a person: one line a client. */
import type { Tx } from '../platform/database/index.ts';
import { readRenewals } from '../standing/index.ts';
import type { Renewal } from '../standing/index.ts';
import { paths } from './paths.ts';
import type { Line } from './types.ts';

const titles: Readonly<Record<Renewal['what'], string>> = {
  'ends soon': 'A standing approval ends soon',
  ended: 'A standing approval has ended',
  superseded: 'A standing approval reaches nothing new',
  signer: 'Whoever signed a standing approval may not approve any more',
  none: 'What is proposed by itself is approved by nobody',
};

export async function standingLines(tx: Tx, now: Temporal.Instant): Promise<readonly Line[]> {
  return (await readRenewals(tx, now)).map((renewal) => ({
    id: `standing approval:${renewal.clientId}`,
    kind: 'standing approval' as const,
    clientId: renewal.clientId,
    title: titles[renewal.what],
    why: whyOf(renewal),
    since: renewal.what === 'ended' || renewal.what === 'signer' ? renewal.at : renewal.signedAt,
    by: renewal.what === 'ends soon' ? renewal.at : null,
    action: { label: 'Sign what holds now', path: paths.standing(renewal.clientId) },
  }));
}

function whyOf({ what, policyName, at, approver }: Renewal): string {
  switch (what) {
    case 'ends soon':
      return `That of policy “${policyName}” ends on ${at.slice(0, 10)}; deployments that last longer wait for a person already.`;
    case 'ended':
      return `That of policy “${policyName}” ended on ${at.slice(0, 10)}: every deployment waits for a person.`;
    case 'superseded':
      return `Policy “${policyName}” has another version than the one that was signed: until that is signed, every deployment waits for a person.`;
    case 'signer':
      return `${approver ?? ''} signed that of policy “${policyName}”, and has left, may not approve, or is not named by the authority any more. Where the authority still names the key, devices still obey it: sign anew, and revoke the old one.`;
    case 'none':
      return `Policy “${policyName}” proposes deployments by itself, and no standing approval holds for it: each of them waits for a person.`;
  }
}
