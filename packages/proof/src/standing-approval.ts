/**
 * Standing approvals: an approver's signature under the hash of a grant, of one version of a policy, for one client, until a time that is at most a year away.
 * It counts only with an authority that names the approver for that client. What lies within the grant is for whoever reads it to decide: this says that it was signed.
 */
import { approvalCodeOf, heldTimeProblem } from './approval-problems.ts';
import { approverKey, mayApproveFor } from './authority.ts';
import type { Approver, Authority, StandingApproval } from './documents.ts';
import { payloadTypes } from './envelope-bytes.ts';
import type { Envelope } from './envelope-bytes.ts';
import { openEnvelope, seal } from './envelope.ts';
import { isBefore, parseInstant } from './instants.ts';
import type { SigningKey } from './keys.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { digest, instant, object, text, wholeNumber, word } from './shape.ts';

export type { StandingApproval } from './documents.ts';

export type StandingRefusal = Refusal<
  | 'approval.unknown-approver'
  | 'approval.approver-expired'
  | 'approval.not-for-client'
  | 'approval.other-policy'
  | 'approval.other-grant'
  | 'approval.too-long'
  | 'approval.expired'
  | 'approval.bad-signature'
  | 'approval.malformed'
>;

/** What a standing approval must be for, and when it is looked at. */
export type StandingSubject = {
  readonly clientId: string;
  readonly policyId: string;
  readonly policyVersion: number;
  readonly grantHash: string;
  readonly now: string;
};

/** The longest that one may hold, in days. */
export const longestStandingDays = 365;
/** A day more: a year that is written as a date may have a leap day or a change of the clocks in it. */
const longestMs = (longestStandingDays + 1) * 86_400_000;
const maxPayloadBytes = 64 * 1024;

const readStanding = object<StandingApproval>({
  type: word('standing-approval'),
  id: text(100),
  clientId: text(100),
  policyId: text(100),
  policyVersion: wholeNumber(1),
  grantHash: digest,
  statement: text(10_000),
  at: instant,
  expiresAt: instant,
  keyid: digest,
});

/**
 * Whether this envelope approves exactly this grant of this policy version now, and who did it. The authority must have been verified before.
 * Throws RangeError if `now` is no time.
 */
export function verifyStandingApproval(
  envelope: unknown,
  authority: Authority,
  subject: StandingSubject,
): { readonly ok: true; readonly approval: StandingApproval; readonly approver: Approver } | StandingRefusal {
  const opened = openEnvelope(envelope, payloadTypes.standingApproval, (keyid) => approverKey(authority, keyid), { maxPayloadBytes });
  if (!opened.ok) return refuse(approvalCodeOf(opened.code), opened.detail);
  const approver = authority.approvers.find((entry) => entry.keyid === opened.keyid);
  if (approver === undefined) return refuse('approval.unknown-approver', `The authority names no approver with the key ${opened.keyid}.`);
  const read = readStanding(opened.payload, 'the standing approval');
  if (!read.ok) return refuse('approval.malformed', `This standing approval cannot be used: ${read.problem}.`);
  const approval = read.value;
  if (approval.keyid !== opened.keyid)
    return refuse('approval.malformed', 'This standing approval names another key than the one that signed it.');
  const problem =
    spanProblem(approval, subject.now) ??
    heldTimeProblem('standing approval', approval, approver, subject.now) ??
    subjectProblem(approval, approver, subject);
  return problem ?? { ok: true, approval, approver };
}

/** Signs a standing approval. The caller shows `statement` and the grant to the person, and computes `grantHash` from the grant that it shows. */
export function signStandingApproval(fields: Omit<StandingApproval, 'type' | 'keyid'>, key: SigningKey): Envelope {
  const approval: StandingApproval = { type: 'standing-approval', ...fields, keyid: key.keyid };
  const read = readStanding(approval, 'the standing approval');
  if (!read.ok) throw new RangeError(`This standing approval cannot be signed: ${read.problem}.`);
  return seal(payloadTypes.standingApproval, approval, key);
}

function spanProblem({ at, expiresAt }: StandingApproval, now: string): StandingRefusal | null {
  if (!isBefore(at, expiresAt)) return refuse('approval.malformed', 'This standing approval ends before it begins.');
  // Also against the clock of whoever looks: a time of signing that lies ahead would make it hold for longer than anybody may sign.
  if (longerThanAYear(at, expiresAt) || longerThanAYear(now, expiresAt))
    return refuse(
      'approval.too-long',
      `A standing approval holds for a year at most; this one would hold until ${expiresAt}. Sign one with an earlier end.`,
    );
  return null;
}

function longerThanAYear(from: string, to: string): boolean {
  const [begin, end] = [parseInstant(from), parseInstant(to)];
  if (begin === null) throw new RangeError(`${from} is no time`);
  return end === null || end.epochMilliseconds - begin.epochMilliseconds > longestMs;
}

function subjectProblem(approval: StandingApproval, approver: Approver, subject: StandingSubject): StandingRefusal | null {
  if (approval.clientId !== subject.clientId)
    return refuse('approval.not-for-client', `The standing approval is for client ${approval.clientId}, not for ${subject.clientId}.`);
  if (!mayApproveFor(approver, subject.clientId))
    return refuse('approval.not-for-client', `The authority does not let ${approver.name} approve for client ${subject.clientId}.`);
  if (approval.policyId !== subject.policyId || approval.policyVersion !== subject.policyVersion)
    return refuse(
      'approval.other-policy',
      `The standing approval is for version ${approval.policyVersion} of policy ${approval.policyId}, not for version ${subject.policyVersion} of ${subject.policyId}.`,
    );
  if (approval.grantHash !== subject.grantHash)
    return refuse(
      'approval.other-grant',
      `The standing approval is for a grant with hash ${approval.grantHash}; this one has ${subject.grantHash}. It was changed after it was approved.`,
    );
  return null;
}
