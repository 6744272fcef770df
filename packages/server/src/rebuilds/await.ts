/** A change that ended badly on a device whose approved way back is a rebuild: from then on a rebuild is awaited of a person. */
import type { DeploymentEvent } from '@fettle/core/deployment';
import { otherThanBefore } from '@fettle/core/verification';
import { sql } from 'kysely';
import { appendAudit, engine } from '../audit/index.ts';
import type { AuditActor } from '../audit/index.ts';
import type { DeploymentReaction, Happened } from '../deployments/index.ts';
import { notify } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { addRebuild, addWord, inState, lastReports, readRebuilds } from './store.ts';
import type { NewRebuild } from './store.ts';

type Settled = Extract<DeploymentEvent, { kind: 'run-settled' }>;

/** A device that nobody hears of after its change may be the one that does not start any more: it is awaited, too. */
const bad: readonly Settled['outcome'][] = ['failed', 'unknown'];

export const awaitRebuilds: DeploymentReaction = async (tx, context, happened) => {
  const settled = happened.events.filter((event): event is Settled => event.kind === 'run-settled');
  const failed = settled.filter(({ outcome }) => bad.includes(outcome));
  const verified = settled.filter(({ outcome }) => outcome === 'verified').map(({ deviceId }) => deviceId);
  if (failed.length > 0) await awaitFor(tx, context, happened, failed);
  if (verified.length > 0) await dropFor(tx, context, happened, verified);
};

async function awaitFor(tx: Tx, context: Context, { clientId, deploymentId, shares }: Happened, failed: readonly Settled[]): Promise<void> {
  const byDevice = new Map(
    (await shares()).flatMap(({ deviceId, direction, wayBack, changes }) =>
      direction === 'forward' && wayBack.kind === 'rebuild' ? [[deviceId, { plan: wayBack.rebuild, changes }] as const] : [],
    ),
  );
  const concerned = failed.flatMap((event) => {
    const share = byDevice.get(event.deviceId);
    return share === undefined ? [] : [{ ...event, ...share }];
  });
  const reports = await lastReports(
    tx,
    clientId,
    concerned.map(({ deviceId }) => ({ deploymentId, deviceId })),
  );
  for (const { deviceId, outcome, plan, changes, detail, at } of concerned) {
    const packages = outcome === 'failed' ? (reports.find((row) => row.device_id === deviceId)?.packages ?? null) : null;
    // What its last look saw whole and as before needs no rebuild.
    const seen = otherThanBefore({ changes, packages, checksBefore: [], checksRolledBack: null, configuration: undefined });
    if (packages !== null && seen.differs.length === 0) continue;
    await awaitOne(tx, context, { clientId, deploymentId, deviceId, plan, because: detail, askedBy: null, at }, engine);
  }
}

/** From now on it is awaited; its id, or null where one of the same run is awaited already. */
export async function awaitOne(tx: Tx, context: Context, one: Omit<NewRebuild, 'id'>, by: AuditActor): Promise<string | null> {
  const { clientId, deploymentId, deviceId, plan, at } = one;
  const id = context.newId();
  if (!(await addRebuild(tx, { ...one, id }))) return null;
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'deployment', id: deploymentId }));
  await appendAudit(tx, clientId, {
    action: 'rebuild.awaited',
    actor: by,
    subject: `deployment:${deploymentId}`,
    body: { rebuildId: id, deviceId, by: plan.by, minutes: plan.minutes, ...(one.askedBy === null ? {} : { because: one.because }) },
    at,
  });
  return id;
}

/** A later report, or another try, showed that the change is in after all. */
async function dropFor(tx: Tx, context: Context, { clientId, deploymentId }: Happened, deviceIds: readonly string[]): Promise<void> {
  const open = await readRebuilds(
    tx,
    sql`r.client_id = ${clientId} and r.deployment_id = ${deploymentId} and r.device_id = any(${[...deviceIds]}::uuid[]) and ${inState('open')}`,
    deviceIds.length,
  );
  const at = context.now();
  for (const row of open) {
    const word = { what: 'dropped', note: 'The change was seen to be in, after all.', by: engine.id, at } as const;
    if (!(await addWord(tx, clientId, row.id, row.words.at(-1)?.n ?? 0, word))) continue;
    await appendAudit(tx, clientId, {
      action: 'rebuild.dropped',
      actor: engine,
      subject: `deployment:${deploymentId}`,
      body: { rebuildId: row.id, deviceId: row.device_id },
      at,
    });
  }
}
