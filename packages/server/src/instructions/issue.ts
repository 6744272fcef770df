/** Instructions to devices: signed by this server, stored in the transaction that decided them, handed out at check-ins until the device has reported. */
import { seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import type { Instruction, InstructionBody } from '@fettle/protocol/agent';
import type { Context } from '../platform/feature.ts';
import type { Tx } from '../platform/database/index.ts';
import { addInstructions, nextSequences } from './store.ts';
import type { NextSequence } from './store.ts';

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
  return (await issueInstructions(tx, context, [issue])) === 1;
}

/** So many envelopes are held in memory and sent to the database at once. */
const perStatement = 100;

/**
 * Issues instructions of one client, one a device, and says how many were new: left out is what was issued before, and what is for a device that is
 * not there. In the order of the devices' ids, so that two servers do not block each other in a ring.
 */
export async function issueInstructions(tx: Tx, context: Context, issues: readonly Issue[]): Promise<number> {
  const sorted = issues.toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  let added = 0;
  for (let from = 0; from < sorted.length; from += perStatement)
    added += await issueSome(tx, context, sorted.slice(from, from + perStatement));
  return added;
}

async function issueSome(tx: Tx, context: Context, issues: readonly Issue[]): Promise<number> {
  const [{ clientId } = { clientId: '' }] = issues;
  const deviceIds = issues.map((issue) => issue.deviceId);
  if (new Set(deviceIds).size !== deviceIds.length || issues.some((issue) => issue.clientId !== clientId))
    throw new RangeError('Instructions are issued together for one client and one a device.');
  const devices = await nextSequences(tx, clientId, deviceIds);
  const at = context.now();
  const rows = issues.flatMap((issue) => {
    const device = devices.get(issue.deviceId);
    return device === undefined
      ? []
      : [
          {
            ...issue,
            verb: issue.body.verb,
            bytesPerSecond: issue.body.verb === 'get' ? (issue.body.bytesPerSecond ?? null) : null,
            sequence: device.sequence,
            envelope: signed(context, issue, device, at),
            at,
          },
        ];
  });
  return addInstructions(tx, clientId, rows);
}

function signed(context: Context, issue: Issue, device: NextSequence, at: string): Envelope {
  const { deviceId, clientId, notBefore, notAfter, body } = issue;
  const { keyId: deviceKeyId, sequence } = device;
  const instruction: Instruction = {
    type: 'instruction',
    id: issue.id,
    deviceId,
    deviceKeyId,
    clientId,
    sequence,
    issuedAt: at,
    notBefore,
    notAfter,
    body,
  };
  return seal(payloadTypes.instruction, instruction, context.serverKey);
}
