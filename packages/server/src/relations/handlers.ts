/** Use cases of relations: a file of them is taken whole or not at all. */
import { planRelations, readRelations, writeRelations } from '@fettle/core/relations';
import type { KnownRelations, RelationPlan } from '@fettle/core/relations';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { readClusters, removeCluster, saveCluster } from '../capacity/index.ts';
import { lockDependencies, readDependencies, saveDependencies } from '../devices/index.ts';
import { queueDevices } from '../findings/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Context, Handlers, Tx } from '../platform/feature.ts';

/** In the transaction of a change: the deployments of these clients are looked at again after the commit. */
export type RelationsChanged = (tx: Tx, context: Context, clientIds: readonly string[]) => Promise<void>;

/** So many are told of what is wrong, or was changed; how many there are is told as well. */
const mostTold = 500;
const noClient = () => refuse('not-found', 'There is no such client, or it is out of your reach.');

export function relationHandlers(changed: RelationsChanged): Handlers {
  return {
    async exportRelations({ context, actor, params }) {
      if (!actor.scopeFor('device.read').includes(params.id) || !actor.scopeFor('policy.read').includes(params.id)) return noClient();
      return inClients(context.db, [params.id], async (tx) => ({ csv: writeRelations(await knownRelations(tx, params.id)) }));
    },

    async importRelations({ context, actor, params, body }) {
      const { id: clientId } = params;
      if (!actor.scopeFor('policy.write').includes(clientId)) return noClient();
      if (!actor.scopeFor('device.write').includes(clientId))
        return refuse('permission.missing', 'Who changes what devices depend on needs the permission to change devices.');
      return inClients(context.db, [clientId], async (tx) => {
        const { rows, problems: unread } = readRelations(body.csv);
        await lockDependencies(tx, clientId);
        const plan = planRelations(rows, await knownRelations(tx, clientId));
        const problems = [...unread, ...plan.problems].toSorted((a, b) => a.line - b.line);
        const told = {
          changed: plan.changes.length,
          changes: plan.changes.slice(0, mostTold),
          wrong: problems.length,
          problems: problems.slice(0, mostTold),
        };
        if (body.dryRun) return { applied: false, ...told };
        if (problems.length > 0)
          return refuse(
            'request.invalid',
            `${problems.length} of the lines can not be taken, so that nothing was.`,
            told.problems.map(({ line, message }) => ({ path: `line ${line}`, message })),
          );
        if (rows.length === 0)
          return refuse('request.invalid', 'The file holds no line but its titles.', [{ path: 'csv', message: 'is empty' }]);
        const at = context.now();
        await save(tx, context, { clientId, plan, by: actor.id, at });
        if (plan.changes.length > 0) {
          await changed(tx, context, [clientId]);
          await notify(tx, 'judge', '');
          await notify(tx, 'changed', JSON.stringify({ clientId, what: 'client', id: clientId }));
          await appendAudit(tx, clientId, {
            action: 'relations.imported',
            actor: auditActor(actor),
            subject: `client:${clientId}`,
            body: { lines: rows.length, changed: told.changed, changes: told.changes.map(({ sentence }) => sentence) },
            at,
          });
        }
        return { applied: true, ...told };
      }).catch((error: unknown) => {
        if (error instanceof ChangedMeanwhile)
          return refuse('conflict.changed', 'Somebody changed a cluster meanwhile. Nothing was taken: look again.');
        throw error;
      });
    },
  };
}

async function knownRelations(tx: Tx, clientId: string): Promise<KnownRelations> {
  const devices = await sql<{ id: string; name: string }>`
    select id, name from device where client_id = ${clientId} and status <> 'retired' order by name, id`.execute(tx);
  const clusters = await readClusters(tx, sql`c.client_id = ${clientId}`);
  return {
    devices: devices.rows,
    dependencies: await readDependencies(tx, clientId),
    clusters: clusters.map(({ id, name, most, version, members }) => ({
      id,
      name,
      most,
      version,
      deviceIds: members.map((one) => one.id),
    })),
  };
}

type ToSave = { readonly clientId: string; readonly plan: RelationPlan; readonly by: string; readonly at: string };

/** Thrown, so that nothing of the file stays. */
class ChangedMeanwhile extends Error {}

/** Throws where a cluster was saved or named by somebody else meanwhile. */
async function save(tx: Tx, context: Context, { clientId, plan, by, at }: ToSave): Promise<void> {
  await saveDependencies(tx, clientId, plan);
  const touched = new Set([...plan.hosts, ...plan.needs].map(({ deviceId }) => deviceId));
  await queueDevices(
    tx,
    [...touched].map((deviceId) => ({ clientId, deviceId })),
  );
  for (const { id, version, name, most, deviceIds } of plan.clusters) {
    if (deviceIds.length === 0) {
      if (id !== null) await removeCluster(tx, clientId, id);
      continue;
    }
    if (!(await saveCluster(tx, { clientId, id: id ?? context.newId(), name, most, deviceIds, by, at }, version)))
      throw new ChangedMeanwhile();
  }
}
