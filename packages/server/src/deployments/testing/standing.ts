/** What an approver does with a standing approval in tests, through the handlers of the routes. */
import type { Grant } from '@fettle/core/standing';
import type { SigningKey } from '@fettle/proof/keys';
import { grantHash } from '@fettle/proof/spec-hash';
import { signStandingApproval } from '@fettle/proof/standing-approval';
import type { CallOutput } from '@fettle/protocol/client';
import type { RouteName } from '@fettle/protocol/routes';
import type { ApiRefusal } from '../../platform/feature.ts';
import { policies } from '../../policies/index.ts';
import { standingFeature } from '../../standing/index.ts';
import { today } from '../../today/index.ts';
import { withdrawStanding } from '../withdraw-standing.ts';
import { shown } from './acts.ts';
import { callOf } from './fleet.ts';
import type { Fleet } from './fleet.ts';

export async function callStanding<N extends RouteName>(
  at: Fleet,
  name: N,
  parts: Parameters<typeof callOf<N>>[2],
): Promise<CallOutput<N> | ApiRefusal> {
  const handlers = { ...policies.handlers, ...today.handlers, ...standingFeature({ revoked: withdrawStanding(at.engine) }).handlers };
  const handler = (handlers as Record<string, ((call: unknown) => Promise<unknown>) | undefined>)[name];
  if (handler === undefined) throw new Error(`nobody answers ${name}`);
  return (await handler(callOf<N>(at.context, at.actor, parts))) as CallOutput<N> | ApiRefusal;
}
const params = (at: Fleet) => ({ id: at.clientId });

export async function grantNow(at: Fleet): Promise<Grant> {
  return shown(await callStanding(at, 'getStandingGrant', { params: params(at) })).grant as Grant;
}
export function signed(at: Fleet, grant: Grant, { key = at.approver, until = '2026-09-01T00:00:00Z' } = {}) {
  return signStandingApproval(
    {
      id: at.context.newId(),
      clientId: at.clientId,
      policyId: grant.policy.id,
      policyVersion: grant.policy.version,
      grantHash: grantHash(grant),
      statement: 'I approve what lies within.',
      at: at.context.now(),
      expiresAt: until,
    },
    key,
  );
}
export async function sign(at: Fleet, how: { key?: SigningKey; until?: string } = {}): Promise<CallOutput<'approvePolicy'>> {
  const envelope = signed(at, await grantNow(at), how);
  return shown(
    await callStanding(at, 'approvePolicy', {
      params: params(at),
      body: { envelope: { ...envelope, signatures: [...envelope.signatures] } },
    }),
  );
}
