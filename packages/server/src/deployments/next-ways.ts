/** Of runs whose approved way back was gone and failed: what the plan of their policy names after it. */
import { wayBackFailed } from '@fettle/core/deployment';
import type { DeploymentState, RunState } from '@fettle/core/deployment';
import { nextWays } from '@fettle/core/rollback';
import type { NextWay } from '@fettle/core/rollback';
import { deploymentPolicy } from '../policies/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { readAsked, readShares } from './read.ts';
import { tierOf } from './rollback-plan.ts';

export type FailedWay = { readonly tried: string; readonly next: readonly NextWay[] };

/** By device; empty where no way back failed. By the policy under which it was planned, and the tier that the device has now. */
export async function failedWays(tx: Tx, clientId: string, state: DeploymentState): Promise<ReadonlyMap<string, FailedWay>> {
  const failed = Object.values(state.runs).filter(hasFailed);
  if (failed.length === 0) return new Map();
  const { deploymentId } = state.header;
  const ids = failed.map(({ deviceId }) => deviceId);
  const policy = await deploymentPolicy(tx, clientId, deploymentId);
  const asked = new Map((await readAsked(tx, clientId, deploymentId, 'without')).map((row) => [row.device_id, row]));
  return new Map(
    (await readShares(tx, clientId, deploymentId, ids)).map(({ deviceId, changes, wayBack }) => {
      const row = asked.get(deviceId);
      const rules = (row?.own ?? (policy?.read.ok === true ? policy.read.policy : null))?.ways ?? [];
      const next = nextWays({ rules, tier: tierOf(row?.tier ?? null), changes, failed: wayBack });
      return [deviceId, { tried: wayBack.kind, next }] as const;
    }),
  );
}

/** The device went back, and neither the new nor the old versions are known to be whole. */
function hasFailed({ outcome, outcomeCode }: RunState): boolean {
  return outcome === 'failed' && outcomeCode === wayBackFailed;
}
