/** Whose a group or a policy is, a client's or the provider's: who may touch it, and in which chain that is recorded. */
import type { Permission } from '@fettle/protocol/permissions';
import { appendAudit, appendProviderAudit, auditActor } from '../audit/index.ts';
import { notify } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Tx } from '../platform/feature.ts';

/** The clients of an actor, without the provider's pseudo client; one of them, where one is asked for. */
export function clientsOf(actor: Actor, permission: Permission, only?: string): readonly string[] {
  return actor.scopeFor(permission).filter((id) => id !== providerId && (only === undefined || id === only));
}

/** Whether the actor may change what is this client's, or with null the provider's: that takes a grant for all clients. */
export function mayOwn(actor: Actor, permission: Permission, clientId: string | null): boolean {
  return clientId === null
    ? actor.can(permission) && actor.everywhere
    : clientId !== providerId && actor.scopeFor(permission).includes(clientId);
}

export function ownerMissing(): ApiRefusal {
  return refuse(
    'not-found',
    'There is no such client, or you may not do this for it. What is the provider’s takes a grant for all clients.',
  );
}

/** A hint on it makes policies be looked at as they hold now. */
export const policyLookTopic = 'policy-look';

/** In the transaction of a change of what policies are looked at with: after the commit those that are due are looked at. */
export async function lookAgainAtPolicies(tx: Tx): Promise<void> {
  await notify(tx, policyLookTopic, '');
}

/** Tells the screens, and records the change in its owner's chain. Last in the transaction. */
export async function recordChange(
  tx: Tx,
  actor: Actor,
  change: {
    readonly clientId: string | null;
    readonly action: string;
    readonly subject: string;
    readonly id: string;
    readonly body: Readonly<Record<string, unknown>>;
    readonly at: string;
  },
): Promise<void> {
  const { clientId, action, subject, id, body, at } = change;
  await notify(tx, 'changed', JSON.stringify({ clientId: clientId ?? providerId, what: 'policy', id }));
  await lookAgainAtPolicies(tx);
  const fact = { action, actor: auditActor(actor), subject, body, at };
  if (clientId === null) await appendProviderAudit(tx, fact);
  else await appendAudit(tx, clientId, fact);
}
