import type { PlanPolicy } from '../deployment/plan-types.ts';
import type { Policy } from './types.ts';

/** A stored version of a policy in the form from which deployments are planned. Who is in which ring is said by `assignRings`. */
export function planPolicyOf(policy: Policy, stored: { readonly id: string; readonly version: number }): PlanPolicy {
  return {
    id: stored.id,
    version: stored.version,
    rings: policy.rings.map(({ name, gate, soak }) => ({ name, gate: { ...gate, soak } })),
    window: policy.window,
    pace: { maxParallel: policy.maxParallel, devicesPerHour: policy.devicesPerHour },
    failureBudget: policy.failureBudget,
    restart: policy.restart,
    rollback: policy.rollback,
    startOffline: policy.startOffline,
    checks: policy.checks,
  };
}
