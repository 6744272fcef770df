/** Standing approvals: a policy version that approvers sign for a client, until an end, so that deployments within it need no further signature. */
import type { Feature } from '../platform/feature.ts';
import { standingHandlers } from './handlers.ts';
import type { Revoked } from './handlers.ts';

export { grantFor } from './grant.ts';
export { grantsInForce, standingOf } from './in-force.ts';
export type { GrantInForce, HoldingApproval } from './in-force.ts';
export { readRenewals } from './renewals.ts';
export type { Renewal } from './renewals.ts';
export { standingsOfDeployment } from './store.ts';
export type { Revoked } from './handlers.ts';

/** `revoked` is called in the transaction of a revocation. */
export function standingFeature({ revoked }: { readonly revoked: Revoked }): Feature {
  return { name: 'standing', handlers: standingHandlers(revoked) };
}
