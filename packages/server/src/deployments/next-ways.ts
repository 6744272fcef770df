/** Of runs whose approved way back was gone and failed: what the plan of their policy names after it. */
import { wayBackFailed } from '@fettle/core/deployment';
import type { DeploymentState, RunState, Share } from '@fettle/core/deployment';
import { nextWays } from '@fettle/core/rollback';
import type { NextWay } from '@fettle/core/rollback';
import { deploymentPolicy } from '../policies/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { readAsked, readShares } from './read.ts';
import type { AskedRow } from './read.ts';
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

/** What the plan of their policies names after the approved way of each of these shares, by device; nothing of those after which there is none. */
export async function waysAfter(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  shares: readonly Share[],
  asked: readonly AskedRow[],
): Promise<ReadonlyMap<string, readonly NextWay[]>> {
  if (shares.length === 0) return new Map();
  const policy = await deploymentPolicy(tx, clientId, deploymentId);
  const usual = policy?.read.ok === true ? policy.read.policy : null;
  const rows = new Map(asked.map((row) => [row.device_id, row]));
  return new Map(
    shares.flatMap(({ deviceId, direction, changes, wayBack }) => {
      const row = rows.get(deviceId);
      const rules = (row?.own ?? usual)?.ways ?? [];
      const next = direction === 'back' ? [] : nextWays({ rules, tier: tierOf(row?.tier ?? null), changes, failed: wayBack });
      return next.length === 0 ? [] : [[deviceId, next] as const];
    }),
  );
}

/** The device went back, and neither the new nor the old versions are known to be whole. */
function hasFailed({ outcome, outcomeCode }: RunState): boolean {
  return outcome === 'failed' && outcomeCode === wayBackFailed;
}
