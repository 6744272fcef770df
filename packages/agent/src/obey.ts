/**
 * Whether an instruction is obeyed. Pure: everything that it rests on is an argument. In this order, each a refusal with its code:
 *   1. signed by a server that the authority in force names; readable, strictly
 *   2. for this device and this key, of this client, inside its time span, newer than all before (a replay is not)
 *   3. for verbs that change something or fetch for a change: the share belongs to the spec (Merkle proof), the spec's hash is approved by an approver
 *      of the authority for this client, unexpired, and the ring's signed earliest time has come
 *   4. within the limits of the device, not held, no panic stop
 * A stolen server has a valid server key: 1 and 2 do not stop it, 3 and 4 do.
 */
import type { Change, HealthCheck } from '@fettle/core/deployment';
import { isOpen, parseWindow } from '@fettle/core/windows';
import { verifyApproval } from '@fettle/proof/approval';
import { serverKey } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import { openEnvelope } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { specHash, verifyShare } from '@fettle/proof/spec-hash';
import { agentRefusals } from '@fettle/protocol/agent';
import type { AgentRefusal } from '@fettle/protocol/agent';
import { InstructionSchema } from '@fettle/protocol/instruction';
import type { InstructionRead } from '@fettle/protocol/instruction';
import { z } from 'zod';
import { isNeverChanged } from './limits.ts';
import type { LimitsRead } from './limits.ts';

export type Self = { readonly deviceId: string; readonly clientId: string; readonly keyid: string };
export type Standing = {
  readonly authority: Authority | null;
  readonly limits: LimitsRead;
  /** Deployments of which the agent has heard that they are held. */
  readonly held: ReadonlySet<string>;
  readonly stopped: boolean;
  /** Packages changed in the last 24 hours. */
  readonly changedToday: number;
  readonly now: string;
};
/** What is known of earlier instructions: the highest sequence taken, and the ids taken at all. */
export type Known = { readonly highest: number; readonly ids: ReadonlySet<string> };

export type Refused = { readonly ok: false; readonly id: string | null; readonly code: AgentRefusal; readonly detail: string };
export type Obeyed = { readonly ok: true; readonly instruction: InstructionRead };

/** Looks at an instruction as it arrives. */
export function obey(envelope: unknown, self: Self, standing: Standing, known: Known): Obeyed | Refused {
  const opened = openEnvelope(envelope, payloadTypes.instruction, (keyid) => serverKey(standing.authority, keyid), {
    maxPayloadBytes: 32 * 1024 * 1024,
  });
  if (!opened.ok)
    return refused(
      null,
      opened.code === 'envelope.malformed' || opened.code === 'envelope.not-json' ? 'refused.malformed' : 'refused.signature',
      opened.detail,
    );
  const parsed = InstructionSchema.safeParse(opened.payload);
  if (!parsed.success) {
    const id =
      typeof opened.payload === 'object' && opened.payload !== null && 'id' in opened.payload
        ? String(opened.payload.id).slice(0, 300)
        : null;
    return refused(id, 'refused.malformed', z.prettifyError(parsed.error).slice(0, 1500));
  }
  const instruction = parsed.data;
  if (instruction.deviceId !== self.deviceId || instruction.deviceKeyId !== self.keyid || instruction.clientId !== self.clientId) {
    return refused(
      instruction.id,
      'refused.other-device',
      `It names device ${instruction.deviceId}, key ${instruction.deviceKeyId.slice(0, 16)}…; this is ${self.deviceId}.`,
    );
  }
  if (known.ids.has(instruction.id) || instruction.sequence <= known.highest) {
    return refused(instruction.id, 'refused.replayed', `Sequence ${instruction.sequence}, highest taken is ${known.highest}.`);
  }
  if (instant(instruction.notAfter) <= instant(standing.now)) {
    return refused(instruction.id, 'refused.outside-span', `Its span ended at ${instruction.notAfter}; here it is ${standing.now}.`);
  }
  if (instant(instruction.notBefore) >= instant(instruction.notAfter)) {
    return refused(instruction.id, 'refused.outside-span', `Its span ends before it begins.`);
  }
  const body = instruction.body;
  if (body.verb === 'scan' || body.verb === 'simulate') return { ok: true, instruction };
  if (body.verb === 'check') return checksAllowed(instruction, standing) ?? { ok: true, instruction };
  return approvedProblem(instruction, self, standing) ?? { ok: true, instruction };
}

/** Looks again, right before something changes: time has passed, and with it approvals, authority, holds and limits. */
export function stillAllowed(instruction: InstructionRead, self: Self, standing: Standing): Refused | null {
  const body = instruction.body;
  if (body.verb !== 'install' && body.verb !== 'rollback') return null;
  const problem = approvedProblem(instruction, self, standing);
  if (problem !== null) return problem;
  const now = instant(standing.now);
  if (now < instant(instruction.notBefore) || now >= instant(instruction.notAfter)) {
    return refused(
      instruction.id,
      'refused.outside-span',
      `Its span is ${instruction.notBefore} to ${instruction.notAfter}; here it is ${standing.now}.`,
    );
  }
  const ring = body.header.rings[body.share.ring];
  if (ring === undefined || now < instant(ring.earliest)) {
    return refused(
      instruction.id,
      'refused.ring-too-early',
      `Ring ${body.share.ring} may not start before ${ring?.earliest ?? 'ever: the spec has no such ring'}.`,
    );
  }
  const window = parseWindow(body.share.window);
  if (!window.ok || !isOpen(window.rule, Temporal.Instant.from(standing.now))) {
    return refused(
      instruction.id,
      'refused.window',
      window.ok ? `The window of the approved spec is closed at ${standing.now}.` : window.sentence,
    );
  }
  const own = standing.limits.limits.windows;
  if (own !== null && !own.some((rule) => isOpenHere(rule, standing.now))) {
    return refused(instruction.id, 'refused.limits', 'None of the windows in the limits file of this device is open.');
  }
  return null;
}

function approvedProblem(instruction: InstructionRead, self: Self, standing: Standing): Refused | null {
  const body = instruction.body;
  if (body.verb !== 'get' && body.verb !== 'install' && body.verb !== 'rollback') return null;
  const { header, share } = body;
  const no = (code: AgentRefusal, detail: string) => refused(instruction.id, code, detail);
  if (standing.limits.limits.mode === 'observe')
    return no('refused.observe', `This agent only observes: ${standing.limits.because ?? 'the limits say so'}.`);
  if (standing.stopped) return no('refused.stopped', 'A signed panic stop is in force.');
  if (share.deviceId !== self.deviceId || share.deviceKeyId !== self.keyid || header.clientId !== self.clientId)
    return no('refused.other-device', 'The share is that of another device.');
  if (!verifyShare({ header, share, index: body.index, proof: body.proof }))
    return no('refused.not-in-spec', 'The Merkle proof does not lead from this share to the root in the spec.');
  if ((body.verb === 'rollback') !== (share.direction === 'back') && body.verb !== 'get')
    return no('refused.not-in-spec', `The spec goes ${share.direction}, the instruction says ${body.verb}.`);
  if (instant(header.expiresAt) <= instant(standing.now)) return no('refused.outside-span', `The spec expired at ${header.expiresAt}.`);
  const approval = approvalProblem(instruction, standing);
  if (approval !== null) return approval;
  if (standing.held.has(header.deploymentId) && body.verb !== 'get') return no('refused.held', 'The deployment is held.');
  return limitsProblem(instruction.id, share.changes, standing, body.verb);
}

/** One approval that holds is enough; without any, the reason of the best one is told. */
function approvalProblem(instruction: InstructionRead, standing: Standing): Refused | null {
  const body = instruction.body;
  if (!('approvals' in body)) return null;
  const { authority } = standing;
  if (authority === null) return refused(instruction.id, 'refused.not-approved', 'This device knows no authority that is in force.');
  const hash = specHash(body.header);
  let worst: Refused = refused(instruction.id, 'refused.not-approved', 'The instruction carries no approval.');
  for (const envelope of body.approvals) {
    const verified = verifyApproval(envelope, authority, {
      clientId: body.header.clientId,
      deploymentId: body.header.deploymentId,
      specHash: hash,
      now: standing.now,
    });
    if (verified.ok) return null;
    worst = refused(instruction.id, refusalOf(verified.code), verified.detail);
  }
  return worst;
}

function refusalOf(code: string): AgentRefusal {
  if (code === 'approval.unknown-approver' || code === 'approval.not-for-client') return 'refused.unknown-approver';
  if (code === 'approval.approver-expired' || code === 'approval.expired') return 'refused.approver-expired';
  return 'refused.not-approved';
}

function limitsProblem(id: string, changes: readonly Change[], standing: Standing, verb: string): Refused | null {
  const { limits } = standing.limits;
  const removal = changes.find((change) => change.to === null);
  if (removal !== undefined) return refused(id, 'refused.limits', `Removals are never done; the spec removes ${removal.name}.`);
  const never = changes.find((change) => isNeverChanged(limits, change.name));
  if (never !== undefined) return refused(id, 'refused.limits', `The limits file forbids changes of ${never.name}.`);
  if (verb !== 'get' && standing.changedToday + changes.length > limits.changesPerDay) {
    return refused(
      id,
      'refused.limits',
      `${changes.length} more changes after ${standing.changedToday} today are beyond ${limits.changesPerDay} a day.`,
    );
  }
  return null;
}

/** Checks reach only this device: a server must not use them to look around in the client's network. */
function checksAllowed(instruction: InstructionRead, standing: Standing): Refused | null {
  if (instruction.body.verb !== 'check') return null;
  if (standing.stopped) return refused(instruction.id, 'refused.stopped', 'A signed panic stop is in force.');
  for (const check of instruction.body.checks) {
    const host = reachOf(check);
    if (host !== null && ['127.0.0.1', '::1', '[::1]', 'localhost'].includes(host)) continue;
    return refused(
      instruction.id,
      'refused.limits',
      `The check "${check.name}" reaches for ${host ?? 'an address that can not be read'}, beyond this device.`,
    );
  }
  return null;
}

function reachOf(check: HealthCheck): string | null {
  if (check.kind === 'service') return 'localhost';
  if (check.kind === 'tcp') return check.host;
  return URL.canParse(check.url) ? new URL(check.url).hostname : null;
}

function isOpenHere(rule: unknown, now: string): boolean {
  const window = parseWindow(rule);
  return window.ok && isOpen(window.rule, Temporal.Instant.from(now));
}

function refused(id: string | null, code: AgentRefusal, detail: string): Refused {
  return { ok: false, id, code, detail: `${agentRefusals[code]}. ${detail}` };
}

function instant(text: string): bigint {
  return Temporal.Instant.from(text).epochNanoseconds;
}
