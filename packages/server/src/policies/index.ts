/** Policies: the rules for a client's devices, in versions. A client has one that is effective: the newest one made; each of its devices has it. */
import { parsePolicy } from '@fettle/core/policy';
import type { PolicyRead } from '@fettle/core/policy';
import type { Feature, Tx } from '../platform/feature.ts';
import { handlers } from './handlers.ts';
import { newestPolicy, onePolicyVersion } from './store.ts';
import type { StoredPolicy } from './store.ts';

export { wallOf } from './openings.ts';
export { newestPolicies } from './store.ts';

/** A stored version. `read` may say that it can not be read: then its window is closed and it selects nothing. */
export type PolicyInForce = { readonly id: string; readonly name: string; readonly version: number; readonly read: PolicyRead };

/** The policy of all devices of a client just now; null: it has none. The transaction must have the client in its scope. */
export async function effectivePolicy(tx: Tx, clientId: string): Promise<PolicyInForce | null> {
  return inForce(await newestPolicy(tx, clientId));
}

/** One version of a policy, as a deployment names it. */
export async function policyVersion(tx: Tx, clientId: string, policyId: string, version: number): Promise<PolicyInForce | null> {
  return inForce(await onePolicyVersion(tx, clientId, policyId, version));
}

function inForce(stored: StoredPolicy | undefined): PolicyInForce | null {
  if (stored === undefined) return null;
  return { id: stored.id, name: stored.name, version: stored.version, read: parsePolicy(stored.body) };
}

export const policies: Feature = { name: 'policies', handlers };
