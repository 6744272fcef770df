/**
 * Whether an instruction is obeyed. Pure: everything that it rests on is an argument. In this order, each a refusal with its code:
 *   1. signed by a server that the authority in force names; readable, strictly
 *   2. for this device and this key, of this client, inside its time span, not taken before (a replay is refused)
 *   3. for verbs that change something or fetch for a change: the share belongs to the spec (Merkle proof), the spec's hash is approved by an approver
 *      of the authority for this client, unexpired, and the ring's signed earliest time has come
 *   4. within the limits of the device, not held, no panic stop
 * A stolen server has a valid server key: 1 and 2 do not stop it, 3 and 4 do.
 */
import { serverKey } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import { openEnvelope } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { InstructionSchema } from '@fettle/protocol/instruction';
import type { InstructionRead } from '@fettle/protocol/instruction';
import { z } from 'zod';
import { isReplay } from '../state/memory.ts';
import { approvedProblem } from './approved.ts';
import { checksProblem, probeProblem } from './reach.ts';
import { instant, refused } from './types.ts';
import type { Known, Obeyed, Refused, Self, Standing } from './types.ts';

const maxInstructionBytes = 32 * 1024 * 1024;

/** Looks at an instruction as it arrives. */
export function obey(envelope: unknown, self: Self, standing: Standing, known: Known): Obeyed | Refused {
  const read = readInstruction(envelope, standing.authority);
  return read.ok ? judge(read.instruction, self, standing, known) : read;
}

/** Step 1. An id is told where the server signed it, so that the refusal can be. */
export function readInstruction(envelope: unknown, authority: Authority | null): Obeyed | Refused {
  const opened = openEnvelope(envelope, payloadTypes.instruction, (keyid) => serverKey(authority, keyid), {
    maxPayloadBytes: maxInstructionBytes,
  });
  if (!opened.ok) {
    const isUnreadable = opened.code === 'envelope.malformed' || opened.code === 'envelope.not-json';
    return refused(null, isUnreadable ? 'refused.malformed' : 'refused.signature', opened.detail);
  }
  const parsed = InstructionSchema.safeParse(opened.payload);
  if (parsed.success) return { ok: true, instruction: parsed.data };
  const { payload } = opened;
  if (typeof payload !== 'object' || payload === null || !('id' in payload) || typeof payload.id !== 'string')
    return refused(null, 'refused.malformed', 'It has no id.');
  const verb =
    'body' in payload && typeof payload.body === 'object' && payload.body !== null && 'verb' in payload.body ? payload.body.verb : null;
  const isUnknownVerb = typeof verb === 'string' && !knownVerbs.includes(verb);
  const detail = isUnknownVerb ? `It says ${JSON.stringify(verb.slice(0, 60))}.` : z.prettifyError(parsed.error).slice(0, 1500);
  return refused(payload.id.slice(0, 300), isUnknownVerb ? 'refused.verb' : 'refused.malformed', detail);
}

const knownVerbs: readonly string[] = InstructionSchema.shape.body.options.map((option) => option.shape.verb.value);

/** Steps 2 to 4. */
export function judge(instruction: InstructionRead, self: Self, standing: Standing, known: Known): Obeyed | Refused {
  const { id } = instruction;
  if (instruction.deviceId !== self.deviceId || instruction.deviceKeyId !== self.keyid || instruction.clientId !== self.clientId) {
    const named = `device ${instruction.deviceId}, key ${instruction.deviceKeyId.slice(0, 16)}…, client ${instruction.clientId}`;
    return refused(id, 'refused.other-device', `It names ${named}; this is device ${self.deviceId}, key ${self.keyid.slice(0, 16)}….`);
  }
  if (isReplay(known, id, instruction.sequence)) return refused(id, 'refused.replayed', `Its sequence is ${instruction.sequence}.`);
  if (instant(instruction.notAfter) <= instant(standing.now))
    return refused(id, 'refused.outside-span', `Its span ended at ${instruction.notAfter}; here it is ${standing.now}.`);
  if (instant(instruction.notBefore) >= instant(instruction.notAfter))
    return refused(id, 'refused.outside-span', 'Its span ends before it begins.');
  const { body } = instruction;
  if (body.verb === 'scan' || body.verb === 'simulate') return { ok: true, instruction };
  if (body.verb === 'probe') return probeProblem(instruction, standing) ?? { ok: true, instruction };
  const problem = body.verb === 'check' ? checksProblem(instruction, standing) : approvedProblem(instruction, self, standing, 'arrival');
  return problem ?? { ok: true, instruction };
}
