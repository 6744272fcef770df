/** All records of one deployment, read in one transaction. */
import {
  basisIn,
  laterScansIn,
  readAudit,
  readCheckpoint,
  readNames,
  readNotices,
  readPlace,
  readPolicy,
  readRelated,
  readReviewers,
} from './read-around.ts';
import { readAppeared, readDevices, readReports } from './read-devices.ts';
import { readApprovals, readDeployment, readEvents, readSpec } from './read-deployment.ts';
import { replay } from '@fettle/core/deployment';
import type { DeploymentEvent } from '@fettle/core/deployment';
import { failedWays } from '../../deployments/index.ts';
import type { Tx } from '../../platform/feature.ts';
import { againRecords, regressionsOf } from '../../regressions/index.ts';
import type { AuditRecord, Records, ReportRecord } from './types.ts';

/** Null where there is no such deployment; `no spec` where nothing was approved or changed yet. The transaction must have the client in its scope. */
export async function readRecords(tx: Tx, clientId: string, deploymentId: string): Promise<Records | 'no spec' | null> {
  const deployment = await readDeployment(tx, clientId, deploymentId);
  if (deployment === undefined) return null;
  const spec = await readSpec(tx, clientId, deploymentId);
  const events = await readEvents(tx, clientId, deploymentId);
  if (spec === null || events.length === 0) return 'no spec';
  const reports = await readReports(tx, clientId, deploymentId);
  const audit = await readAudit(tx, clientId, deploymentId);
  return {
    ...(await readPlace(tx, clientId)),
    ...(await readRelated(tx, clientId, deployment)),
    deployment,
    policy: await readPolicy(tx, clientId, deployment),
    spec,
    approvals: await readApprovals(tx, clientId, deploymentId),
    events,
    devices: await readDevices(tx, clientId, deploymentId),
    reports,
    appeared: await readAppeared(tx, clientId, changedSince(reports)),
    audit,
    basis: basisIn(audit),
    laterScans: laterScansIn(audit),
    checkpoint: await readCheckpoint(tx, clientId, audit.at(-1)?.seq ?? 1),
    checksAgain: await againRecords(tx, clientId, deploymentId),
    failedWays: await failedWays(tx, clientId, replay(events)),
    regressions: await regressionsOf(tx, clientId, deploymentId),
    notices: await readNotices(tx, clientId, deploymentId),
    reviewers: await readReviewers(tx, clientId),
    names: await readNames(tx, peopleIn(deployment.created_by, events, audit)),
  };
}

/** Devices whose change was applied, each with the time of its last one. */
function changedSince(reports: readonly ReportRecord[]): ReadonlyMap<string, string> {
  return new Map(
    reports.flatMap(({ device_id: id, body }) =>
      body.status === 'ended' && body.result.verb === 'install' && body.result.install.appliedAt !== null
        ? [[id, body.result.install.appliedAt] as const]
        : [],
    ),
  );
}

function peopleIn(createdBy: string, events: readonly DeploymentEvent[], audit: readonly AuditRecord[]): readonly string[] {
  const inEvents = events.flatMap((event) => ('by' in event ? [event.by] : event.kind === 'hold-placed' ? [event.hold.by] : []));
  const inAudit = audit.flatMap(({ actor }) => actor.split(':')[1] ?? []);
  return [...new Set([createdBy, ...inEvents, ...inAudit])].filter((id) => id !== 'engine');
}
