/** Instructions to devices: signed by this server, stored in the transaction that decided them, handed out at check-ins until the device has reported. */
import { seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import type { Instruction, InstructionBody } from '@fettle/protocol/agent';
import type { Context } from '../platform/feature.ts';
import type { Tx } from '../platform/database/index.ts';
import { addInstruction, nextSequence } from './store.ts';

export type Issue = {
  readonly clientId: string;
  readonly deviceId: string;
  readonly id: string;
  readonly deploymentId: string | null;
  readonly attempt: number | null;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly body: InstructionBody;
};

/** Issues an instruction; false where it was issued before (the id says what it is for) or the device is not there. */
export async function issueInstruction(tx: Tx, context: Context, issue: Issue): Promise<boolean> {
  const device = await nextSequence(tx, issue.clientId, issue.deviceId);
  if (device === null) return false;
  const at = context.now();
  const instruction: Instruction = {
    type: 'instruction',
    id: issue.id,
    deviceId: issue.deviceId,
    deviceKeyId: device.keyId,
    clientId: issue.clientId,
    sequence: device.sequence,
    issuedAt: at,
    notBefore: issue.notBefore,
    notAfter: issue.notAfter,
    body: issue.body,
  };
  return addInstruction(tx, {
    clientId: issue.clientId,
    id: issue.id,
    deviceId: issue.deviceId,
    deploymentId: issue.deploymentId,
    attempt: issue.attempt,
    verb: issue.body.verb,
    sequence: device.sequence,
    envelope: seal(payloadTypes.instruction, instruction, context.serverKey),
    notBefore: issue.notBefore,
    notAfter: issue.notAfter,
    at,
  });
}
