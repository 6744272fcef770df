/**
 * Approvals: an approver's signature under the hash of one spec, of one deployment, of one client, until a time.
 * It counts only with an authority that names the approver for that client. In this order, each a refusal with its code: the shape,
 * the approver, the signature, the approver's and the approval's time, the client, the spec.
 */
import type { Approval, Approver, Authority } from './documents.ts';
import { approvalCodeOf, heldTimeProblem } from './approval-problems.ts';
import { approverKey, mayApproveFor } from './authority.ts';
import { payloadTypes } from './envelope-bytes.ts';
import type { Envelope } from './envelope-bytes.ts';
import { openEnvelope, seal } from './envelope.ts';
import { isBefore } from './instants.ts';
import type { SigningKey } from './keys.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { digest, instant, object, text, word } from './shape.ts';

export type { Approval } from './documents.ts';

export type ApprovalRefusal = Refusal<
  | 'approval.unknown-approver'
  | 'approval.approver-expired'
  | 'approval.not-for-client'
  | 'approval.other-spec'
  | 'approval.expired'
  | 'approval.bad-signature'
  | 'approval.malformed'
>;

/** What an approval must be for, and when it is looked at. */
export type ApprovalSubject = {
  readonly clientId: string;
  readonly deploymentId: string;
  readonly specHash: string;
  readonly now: string;
};

const maxPayloadBytes = 64 * 1024;

const readApproval = object<Approval>({
  type: word('approval'),
  deploymentId: text(100),
  clientId: text(100),
  specHash: digest,
  statement: text(10_000),
  at: instant,
  expiresAt: instant,
  keyid: digest,
});

/**
 * Whether this envelope approves exactly this spec now, and who did it. The authority must have been verified before.
 * Throws RangeError if `now` is no time.
 */
export function verifyApproval(
  envelope: unknown,
  authority: Authority,
  subject: ApprovalSubject,
): { readonly ok: true; readonly approval: Approval; readonly approver: Approver } | ApprovalRefusal {
  const opened = openEnvelope(envelope, payloadTypes.approval, (keyid) => approverKey(authority, keyid), { maxPayloadBytes });
  if (!opened.ok) return refuse(approvalCodeOf(opened.code), opened.detail);
  const approver = authority.approvers.find((entry) => entry.keyid === opened.keyid);
  if (approver === undefined) return refuse('approval.unknown-approver', `The authority names no approver with the key ${opened.keyid}.`);
  const read = readApproval(opened.payload, 'the approval');
  if (!read.ok) return refuse('approval.malformed', `This approval cannot be used: ${read.problem}.`);
  const approval = read.value;
  if (approval.keyid !== opened.keyid) return refuse('approval.malformed', 'This approval names another key than the one that signed it.');
  if (!isBefore(approval.at, approval.expiresAt)) return refuse('approval.malformed', 'This approval ends before it begins.');
  const problem = heldTimeProblem('approval', approval, approver, subject.now) ?? subjectProblem(approval, approver, subject);
  return problem ?? { ok: true, approval, approver };
}

/** Signs an approval. The caller shows `statement` to the person, and computes `specHash` from the spec that it shows. */
export function signApproval(fields: Omit<Approval, 'type' | 'keyid'>, key: SigningKey): Envelope {
  const approval: Approval = { type: 'approval', ...fields, keyid: key.keyid };
  const read = readApproval(approval, 'the approval');
  if (!read.ok) throw new RangeError(`This approval cannot be signed: ${read.problem}.`);
  return seal(payloadTypes.approval, approval, key);
}

function subjectProblem(approval: Approval, approver: Approver, subject: ApprovalSubject): ApprovalRefusal | null {
  if (approval.clientId !== subject.clientId) {
    return refuse('approval.not-for-client', `The approval is for client ${approval.clientId}, not for ${subject.clientId}.`);
  }
  if (!mayApproveFor(approver, subject.clientId)) {
    return refuse('approval.not-for-client', `The authority does not let ${approver.name} approve for client ${subject.clientId}.`);
  }
  if (approval.deploymentId !== subject.deploymentId) {
    return refuse('approval.other-spec', `The approval is for deployment ${approval.deploymentId}, not for ${subject.deploymentId}.`);
  }
  if (approval.specHash !== subject.specHash) {
    return refuse(
      'approval.other-spec',
      `The approval is for a spec with hash ${approval.specHash}; this one has ${subject.specHash}. It was changed after it was approved.`,
    );
  }
  return null;
}
