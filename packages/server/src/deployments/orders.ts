/** Orders of the engine as signed instructions, in the transaction that records the events. */
import type { Order, Share } from '@fettle/core/deployment';
import type { InstructionBody } from '@fettle/protocol/agent';
import { issueInstruction } from '../instructions/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { readApprovals, readShares } from './read.ts';
import type { KnownSpec } from './spec-memory.ts';

export type Orders = {
  readonly clientId: string;
  readonly deploymentId: string;
  readonly spec: KnownSpec;
  readonly orders: readonly Order[];
};

/** Issues them. One order of devices for all, so that two servers do not block each other in a ring. */
export async function issueOrders(tx: Tx, context: Context, given: Orders): Promise<void> {
  const { clientId, deploymentId, spec } = given;
  if (given.orders.length === 0) return;
  const shares = await readShares(
    tx,
    clientId,
    deploymentId,
    given.orders.filter(({ verb }) => verb !== 'check').map(({ deviceId }) => deviceId),
  );
  const byDevice = new Map(shares.map((share) => [share.deviceId, share]));
  const proofs = shares.length === 0 ? [] : await spec.proofs(tx);
  const approvals = shares.length === 0 ? [] : await readApprovals(tx, clientId, deploymentId);
  for (const order of given.orders.toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1))) {
    const { deviceId, instructionId, notBefore, notAfter } = order;
    const body = bodyOf(order, spec, byDevice.get(deviceId), proofs, approvals);
    // Checks may be ordered again within one attempt: they are known by their name alone.
    const attempt = order.verb === 'check' ? null : order.attempt;
    await issueInstruction(tx, context, { clientId, deviceId, id: instructionId, deploymentId, attempt, notBefore, notAfter, body });
  }
}

function bodyOf(
  order: Order,
  spec: KnownSpec,
  share: Share | undefined,
  proofs: readonly (readonly string[])[],
  approvals: Extract<InstructionBody, { verb: 'install' }>['approvals'],
): InstructionBody {
  if (order.verb === 'check') return { verb: 'check', checks: spec.header.checks };
  const index = spec.shares.get(order.deviceId)?.index;
  const proof = index === undefined ? undefined : proofs[index];
  if (share === undefined || index === undefined || proof === undefined)
    throw new Error(`there is an order for device ${order.deviceId}, which is not in the spec`);
  const approved = { header: spec.header, share, index, proof, approvals, attempt: order.attempt };
  if (order.verb === 'get') return { verb: 'get', ...approved };
  // The verb says the direction, so that a device can hold it against the share.
  return { verb: share.direction === 'back' ? 'rollback' : 'install', ...approved };
}
