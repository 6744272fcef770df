/** What the plan of a client's deployment would touch: worked out once, when the plan is made, in the same transaction. */
import { restartFor } from '@fettle/core/campaigns';
import type { Share } from '@fettle/core/deployment';
import { sql } from 'kysely';
import type { DeploymentReaction } from '../deployments/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { noteBreaks } from './store.ts';
import { readTouched } from './touched.ts';

export type Breaks = {
  readonly devices: number;
  readonly changes: number;
  readonly restarts: number;
  readonly restartsUnknown: number;
  readonly noWayBack: number;
  readonly missionCritical: number;
  readonly removals: number;
  readonly packages: readonly string[];
};

const mostPackages = 50;
export const noBreaks: Breaks = {
  devices: 0,
  changes: 0,
  restarts: 0,
  restartsUnknown: 0,
  noWayBack: 0,
  missionCritical: 0,
  removals: 0,
  packages: [],
};

/** Of a deployment that no campaign has it notes nothing. */
export const campaignReaction: DeploymentReaction = async (tx, _context, { clientId, deploymentId, events, header, shares }) => {
  if (!events.some(({ kind }) => kind === 'created') || !(await isMember(tx, clientId, deploymentId))) return;
  const known = new Map((await readTouched(tx, clientId, deploymentId)).map((row) => [row.id, row]));
  const restartOf = (share: Share) => restartFor(header, share, known.get(share.deviceId)?.restart ?? null);
  const all = await shares();
  const changes = all.flatMap((share) => share.changes);
  await noteBreaks(tx, clientId, deploymentId, {
    devices: all.length,
    changes: changes.length,
    restarts: all.filter((share) => restartOf(share) === 'needed').length,
    restartsUnknown: all.filter((share) => restartOf(share) === 'unknown').length,
    noWayBack: all.filter(({ wayBack }) => wayBack.kind === 'none').length,
    missionCritical: all.filter(({ deviceId }) => known.get(deviceId)?.tier === 'mission-critical').length,
    removals: changes.filter(({ to }) => to === null).length,
    packages: [...new Set(changes.map(({ name }) => name))].toSorted().slice(0, mostPackages),
  } satisfies Breaks);
};

/** Over several clients. */
export function sumBreaks(all: readonly Breaks[]): Breaks {
  const sum = (pick: (one: Breaks) => number): number => all.reduce((total, one) => total + pick(one), 0);
  return {
    devices: sum((one) => one.devices),
    changes: sum((one) => one.changes),
    restarts: sum((one) => one.restarts),
    restartsUnknown: sum((one) => one.restartsUnknown),
    noWayBack: sum((one) => one.noWayBack),
    missionCritical: sum((one) => one.missionCritical),
    removals: sum((one) => one.removals),
    packages: [...new Set(all.flatMap(({ packages }) => packages))].toSorted().slice(0, mostPackages),
  };
}

async function isMember(tx: Tx, clientId: string, deploymentId: string): Promise<boolean> {
  const found = await sql`select 1 from campaign_client where client_id = ${clientId} and deployment_id = ${deploymentId}`.execute(tx);
  return found.rows.length > 0;
}
