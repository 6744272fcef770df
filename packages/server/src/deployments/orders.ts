/** Orders of the engine as signed instructions, in the transaction that records the events. */
import { rulesOf } from '@fettle/core/deployment';
import type { DeviceRules, Order, Share, WayBack } from '@fettle/core/deployment';
import type { InstructionBody } from '@fettle/protocol/agent';
import { issueInstruction, issueInstructions } from '../instructions/index.ts';
import type { Issue } from '../instructions/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { standingOf } from '../standing/index.ts';
import { questionTo } from './dependants.ts';
import { readApprovals, readShares } from './read.ts';
import { carryCommands } from '../trust/index.ts';
import type { Carry } from '../trust/index.ts';
import type { KnownSpec } from './spec-memory.ts';

export type Orders = {
  readonly clientId: string;
  readonly deploymentId: string;
  readonly spec: KnownSpec;
  readonly orders: readonly Order[];
};

/** Shares are large: so many are in memory at once. */
const atOnce = 100;

/** Issues them. */
export async function issueOrders(tx: Tx, context: Context, given: Orders): Promise<void> {
  const { clientId, deploymentId, spec, orders } = given;
  const needSpec = orders.some(({ verb }) => verb !== 'check');
  const proofs = needSpec ? await spec.proofs(tx) : [];
  const approved = needSpec ? await readApproved(tx, clientId, deploymentId) : { approvals: [] };
  // One at a time: a device on which several depend is asked for each.
  for (const order of orders.filter(isQuestion)) {
    const question = questionTo(spec, order);
    const carry = await carryCommands(tx, clientId, [question]);
    await issueInstruction(tx, context, issueOf(clientId, deploymentId, order, { ...question, ...carry(question) }));
  }
  const own = orders.filter((order) => !isQuestion(order));
  for (let from = 0; from < own.length; from += atOnce) {
    const some = own.slice(from, from + atOnce);
    const inSpec = some.filter(({ verb }) => verb !== 'check').map(({ deviceId }) => deviceId);
    const shares = new Map((await readShares(tx, clientId, deploymentId, inSpec)).map((share) => [share.deviceId, share]));
    const rules = (order: Order): DeviceRules & { readonly wayBack?: WayBack | undefined } => ({
      ...rulesOf(spec.header, shares.get(order.deviceId) ?? spec.shares.get(order.deviceId)),
      wayBack: shares.get(order.deviceId)?.wayBack,
    });
    const carry = await carryCommands(tx, clientId, some.map(rules));
    const bodies = some.map((order) => bodyOf(order, spec, shares.get(order.deviceId), proofs, approved));
    await issueInstructions(
      tx,
      context,
      some.map((order, index) => {
        const body = bodies[index];
        if (body === undefined) throw new Error('an order has no body');
        return issueOf(clientId, deploymentId, order, withCommands(body, carry(rules(order))));
      }),
    );
  }
}

/** What fetches packages runs no command, and needs none. */
function withCommands(body: InstructionBody, carried: ReturnType<Carry>): InstructionBody {
  return body.verb === 'install' || body.verb === 'rollback' || body.verb === 'check' ? { ...body, ...carried } : body;
}

type Approved = Pick<Extract<InstructionBody, { verb: 'install' }>, 'approvals' | 'grant'>;

/** What a device holds it against: the standing approvals under which it was approved with the grant, or the approvals of this very spec. */
async function readApproved(tx: Tx, clientId: string, deploymentId: string): Promise<Approved> {
  const standing = await standingOf(tx, clientId, deploymentId);
  if (standing !== null) return { approvals: standing.envelopes, grant: standing.grant };
  return { approvals: await readApprovals(tx, clientId, deploymentId) };
}

function isQuestion(order: Order): boolean {
  return order.verb === 'check' && order.dependantOf !== undefined;
}

function issueOf(clientId: string, deploymentId: string, order: Order, body: InstructionBody): Issue {
  const { deviceId, instructionId: id, notBefore, notAfter } = order;
  // Checks may be ordered again within one attempt, and so may a fetch whose time was over: they are known by their name alone.
  const byName = order.verb === 'check' || (order.verb === 'get' && order.download !== undefined);
  return { clientId, deviceId, id, deploymentId, attempt: byName ? null : order.attempt, notBefore, notAfter, body };
}

function bodyOf(
  order: Order,
  spec: KnownSpec,
  share: Share | undefined,
  proofs: readonly (readonly string[])[],
  approvedBy: Approved,
): InstructionBody {
  if (order.verb === 'check') return { verb: 'check', checks: [...rulesOf(spec.header, spec.shares.get(order.deviceId)).checks] };
  const index = spec.shares.get(order.deviceId)?.index;
  const proof = index === undefined ? undefined : proofs[index];
  if (share === undefined || index === undefined || proof === undefined)
    throw new Error(`there is an order for device ${order.deviceId}, which is not in the spec`);
  const approved = { header: spec.header, share, index, proof, ...approvedBy, attempt: order.attempt };
  if (order.verb === 'get') {
    const rate = order.download?.bytesPerSecond ?? null;
    return { verb: 'get', ...approved, ...(rate === null ? {} : { bytesPerSecond: rate }) };
  }
  // The verb says the direction, so that a device can hold it against the share.
  return { verb: share.direction === 'back' ? 'rollback' : 'install', ...approved };
}
