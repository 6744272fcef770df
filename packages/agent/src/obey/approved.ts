/** Steps 3 and 4 of obeying: approved, for this device, and within what the device allows. */
import { approvalsNeeded, maxAttempts } from '@fettle/core/deployment';
import type { Change } from '@fettle/core/deployment';
import { verifyApproval } from '@fettle/proof/approval';
import type { Authority } from '@fettle/proof/authority';
import { specHash, verifyShare } from '@fettle/proof/spec-hash';
import type { AgentRefusal } from '@fettle/protocol/agent';
import type { InstructionRead } from '@fettle/protocol/instruction';
import { isNeverChanged } from '../limits.ts';
import { countProblem } from './count.ts';
import { standingProblem } from './granted.ts';
import type { ApprovedRead } from './granted.ts';
import { instant, notNow, refused } from './types.ts';
import type { Refused, Self, Standing } from './types.ts';

/** `arrival`: what time may bring is not asked yet (the changes of a day). `start`: everything. */
export type Moment = 'arrival' | 'start';

export function approvedProblem(instruction: InstructionRead, self: Self, standing: Standing, moment: Moment): Refused | null {
  const { id, body } = instruction;
  if (body.verb !== 'get' && body.verb !== 'install' && body.verb !== 'rollback') return null;
  const { header, share } = body;
  const no = (code: AgentRefusal, detail: string) => refused(id, code, detail);
  const { limits, because } = standing.limits;
  if (limits.mode === 'observe') return no('refused.observe', `This agent only observes: ${because ?? 'the limits say so'}.`);
  if (share.deviceId !== self.deviceId || share.deviceKeyId !== self.keyid || header.clientId !== self.clientId)
    return no('refused.other-device', 'The share is that of another device.');
  if (!verifyShare({ header, share, index: body.index, proof: body.proof }))
    return no('refused.not-in-spec', 'The Merkle proof does not lead from this share to the root in the spec.');
  if (body.verb !== 'get' && (body.verb === 'rollback') !== (share.direction === 'back'))
    return no('refused.not-in-spec', `The spec goes ${share.direction}, the instruction says ${body.verb}.`);
  if (share.by !== undefined && share.direction === 'forward')
    return no('refused.not-in-spec', `The spec goes forward by ${share.by}, and only what goes back may remove and install anew.`);
  if (header.rings[share.ring] === undefined) return no('refused.not-in-spec', `The spec has no ring ${share.ring}.`);
  if (instant(header.expiresAt) <= instant(standing.now)) return no('refused.outside-span', `The spec expired at ${header.expiresAt}.`);
  // As often as the engine tries. Whoever holds a stolen server could have one approved spec done again and again.
  if (body.verb !== 'get' && standing.begunTimes(header.deploymentId, id) >= maxAttempts)
    return no('refused.limits', `A change of this deployment has begun ${maxAttempts} times on this device already.`);
  const problem = approvalProblem(instruction, standing) ?? limitsProblem(id, share.changes, standing);
  if (problem !== null) return problem;
  if (standing.stopped) return notNow(id, 'refused.stopped', 'A signed panic stop is in force.');
  if (body.verb === 'get') return null;
  if (standing.held.has(header.deploymentId)) return notNow(id, 'refused.held', 'The server said so at the last contact.');
  return moment === 'arrival' ? null : dayProblem(id, share.changes, standing);
}

/**
 * As many approvals that hold, each by another approver, as the spec itself says; without them, the reason of the last one is told. With a grant they are standing
 * ones of that very text, and what is to be done must lie within it.
 */
function approvalProblem(instruction: InstructionRead, standing: Standing): Refused | null {
  const { id, body } = instruction;
  if (!('approvals' in body)) return null;
  const { authority } = standing;
  if (authority === null) return refused(id, 'refused.not-approved', 'The authority that this device knows is over.');
  return body.grant === undefined
    ? ofSpec(id, body, authority, standing.now)
    : standingProblem(id, { ...body, grant: body.grant }, authority, standing);
}

function ofSpec(id: string, body: Pick<ApprovedRead, 'header' | 'approvals'>, authority: Authority, now: string): Refused | null {
  const { header, approvals } = body;
  const hash = specHash(header);
  return countProblem(
    id,
    approvals.map((envelope) =>
      verifyApproval(envelope, authority, { clientId: header.clientId, deploymentId: header.deploymentId, specHash: hash, now }),
    ),
    approvalsNeeded(header),
    'The instruction carries no approval.',
  );
}

function limitsProblem(id: string, changes: readonly Change[], standing: Standing): Refused | null {
  const { limits } = standing.limits;
  const removal = changes.find((change) => change.to === null);
  if (removal !== undefined) return refused(id, 'refused.limits', `Removals are never done; the spec removes ${removal.name}.`);
  const never = changes.find((change) => isNeverChanged(limits, change.name));
  if (never !== undefined) return refused(id, 'refused.limits', `The limits file forbids changes of ${never.name} (neverChange).`);
  if (changes.length <= limits.changesPerDay) return null;
  return refused(id, 'refused.limits', `${changes.length} changes are more than ${limits.changesPerDay} a day (changesPerDay).`);
}

function dayProblem(id: string, changes: readonly Change[], standing: Standing): Refused | null {
  const { changesPerDay } = standing.limits.limits;
  const today = standing.changedToday(id);
  if (today + changes.length <= changesPerDay) return null;
  const detail = `${changes.length} more changes after ${today} in the last 24 hours are beyond ${changesPerDay} a day (changesPerDay).`;
  return notNow(id, 'refused.limits', detail);
}
