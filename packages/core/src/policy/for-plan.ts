import type { PlanPolicy } from '../deployment/plan-types.ts';
import { mostExceptDays } from '../windows/index.ts';
import type { WindowShape } from '../windows/index.ts';
import type { RingPace } from '../deployment/spec.ts';
import type { Policy, Ring } from './types.ts';

/**
 * A stored version of a policy in the form from which deployments are planned. Who is in which ring is said by `assignRings`. `closedDays`: the days of the lists that
 * its window names, as far as the deployment can last.
 */
export function planPolicyOf(
  policy: Policy,
  stored: { readonly id: string; readonly version: number },
  closedDays: readonly string[] = [],
  firstDay = '0000-01-01',
): PlanPolicy {
  return {
    id: stored.id,
    version: stored.version,
    rings: policy.rings.map((ring) => ({ name: ring.name, gate: { ...ring.gate, soak: ring.soak }, ...paceOf(ring) })),
    window: windowForPlan(policy.window, closedDays, firstDay),
    pace: { maxParallel: policy.maxParallel, devicesPerHour: policy.devicesPerHour },
    failureBudget: policy.failureBudget,
    restart: policy.restart,
    ...(policy.restartWhen === undefined ? {} : { restartWhen: policy.restartWhen }),
    ...(policy.missed === undefined ? {} : { missed: policy.missed }),
    ...(policy.hooks === undefined ? {} : { hooks: policy.hooks }),
    rollback: policy.rollback,
    startOffline: policy.startOffline,
    checks: policy.checks,
    ...(policy.aftercare?.dependants === 'asked' ? { askDependants: true } : {}),
    ...((policy.testPlan ?? []).length === 0 ? {} : { testSteps: policy.testPlan ?? [] }),
    ...(policy.fourEyes === undefined ? {} : { fourEyes: policy.fourEyes }),
  };
}

/** Only what says something, so that the spec of a ring without is the text that it always was. */
function paceOf({ maxParallel, devicesPerHour }: Ring): { readonly pace?: RingPace } {
  if (maxParallel === undefined && devicesPerHour === undefined) return {};
  return { pace: { ...(maxParallel === undefined ? {} : { maxParallel }), ...(devicesPerHour === undefined ? {} : { devicesPerHour }) } };
}

/**
 * The window of a policy, or of what one level says otherwise, for a plan. A device knows no lists: it is told days. Those before `firstDay`, the first on which the
 * plan may open, are over; of more than a window may name the earliest of the rest are told, and a plan reaches less far than that.
 */
export function windowForPlan(
  { closedOn: _, except, ...shape }: Policy['window'],
  closedDays: readonly string[],
  firstDay: string,
): WindowShape {
  const days = [...new Set([...(except ?? []), ...closedDays])]
    .filter((day) => day >= firstDay)
    .toSorted()
    .slice(0, mostExceptDays);
  return days.length === 0 ? shape : { ...shape, except: days };
}
