/**
 * Step 3 of obeying under a standing approval: nobody has seen this spec. What a person signed is the grant, and this device alone holds what it is told to do against it.
 * Whoever holds a stolen server with a standing approval in hand can write any spec; what is obeyed of it is what the grant says of this device. Pure.
 */
import { approvalsNeededUnder, changesOutside, headerOutside, shareOutside } from '@fettle/core/standing';
import type { Grant, OfferHere } from '@fettle/core/standing';
import type { Authority } from '@fettle/proof/authority';
import { verifyStandingApproval } from '@fettle/proof/standing-approval';
import { grantHash } from '@fettle/proof/spec-hash';
import type { InstructionRead } from '@fettle/protocol/instruction';
import { countProblem } from './count.ts';
import { notNow, refused } from './types.ts';
import type { Refused, Standing } from './types.ts';

export type ApprovedRead = Extract<InstructionRead['body'], { verb: 'get' | 'install' | 'rollback' }>;
export type GrantedRead = ApprovedRead & { readonly grant: Grant };

/** Whether the grant is approved, and what can be told without the package manager lies within it; null: it is and does. */
export function standingProblem(id: string, body: GrantedRead, authority: Authority, standing: Standing): Refused | null {
  const { grant, header, share, verb } = body;
  if (verb === 'rollback') return refused(id, 'refused.outside-grant', 'A rollback that a person wants has to be approved by a person.');
  const hash = grantHash(grant);
  const looked = body.approvals.map((envelope) =>
    verifyStandingApproval(envelope, authority, {
      clientId: standing.clientId,
      policyId: grant.policy.id,
      policyVersion: grant.policy.version,
      grantHash: hash,
      now: standing.now,
    }),
  );
  // One that was revoked counts as not there, from the moment in which this device has heard of it.
  const heard = looked.filter((one) => !one.ok || !standing.held.has(one.approval.id));
  const tooFew = countProblem(id, heard, approvalsNeededUnder(grant, header), 'The instruction carries no standing approval that holds.');
  if (tooFew !== null)
    return heard.length < looked.length ? notNow(id, 'refused.held', 'The standing approval was revoked, the server says.') : tooFew;
  // The spec must end before each of those that count.
  const until = heard.flatMap((one) => (one.ok ? [one.approval.expiresAt] : [])).toSorted(byTime)[0] ?? header.createdAt;
  const [outside] = [
    ...headerOutside(grant, header, until),
    ...inBestLane(grant, (lane) => shareOutside(grant, lane, header, share, standing.now)),
  ];
  return outside === undefined ? null : refused(id, 'refused.outside-grant', outside);
}

/** Whether the package manager of this device itself offers what the spec brings, of what is granted; null: it does. `offers`: of a look that was taken just now. */
export function offersProblem(body: GrantedRead, offers: readonly OfferHere[], now: string): string | null {
  const { grant, header, share } = body;
  const outside = inBestLane(grant, (lane) => [
    ...shareOutside(grant, lane, header, share, now),
    ...changesOutside(grant, lane, share, offers, now),
  ]);
  return outside[0] ?? null;
}

/** A spec does not say its lane, and a server's word for it would count for nothing: it must lie within one of them, whichever that is. */
function inBestLane(grant: Grant, look: (lane: number) => readonly string[]): readonly string[] {
  const looked = grant.lanes.map((_, at) => look(at));
  return looked.toSorted((a, b) => a.length - b.length)[0] ?? ['It grants no lane.'];
}

function byTime(a: string, b: string): number {
  return Temporal.Instant.compare(a, b);
}
