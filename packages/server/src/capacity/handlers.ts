/** Use cases of limits and clusters: what holds, and how people change it. */
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { appendAudit, appendProviderAudit, auditActor } from '../audit/index.ts';
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers, Tx } from '../platform/feature.ts';
import type { Permission } from '@fettle/protocol/permissions';
import { noLimits, readClusters, readLimits, readUnwell, removeCluster, saveCluster, saveLimits, sayWell } from './store.ts';
import type { ClusterRow, LimitRow, LimitValues } from './store.ts';

type Cluster = CallOutput<'createCluster'>;
type Capacity = CallOutput<'getCapacity'>;

/** In the transaction of a change: the deployments of these clients are looked at again after the commit. */
export type CapacityChanged = (tx: Tx, context: Context, clientIds: readonly string[]) => Promise<void>;

const mostUnwell = 200;
const noClient = () => refuse('not-found', 'There is no such client, or it is out of your reach.');
const noCluster = () => refuse('not-found', 'There is no such cluster, or it is out of your reach.');

export function capacityHandlers(changed: CapacityChanged): Handlers {
  return {
    async getOverallLimits({ context }) {
      return inClients(context.db, [providerId], (tx) => overallOf(tx));
    },

    async setOverallLimits({ context, actor, body }) {
      if (!actor.can('policy.write')) return refuse('permission.missing', 'A limit over all clients needs the permission for all of them.');
      const clients = await allClientIds(context.db);
      return inClients(context.db, [providerId, ...clients], async (tx) => {
        const at = context.now();
        await saveLimits(tx, { ...noLimits, ...body, clientId: providerId, siteId: null, by: actor.id, at });
        await changed(tx, context, clients);
        await appendProviderAudit(tx, { action: 'limits.set', actor: auditActor(actor), subject: 'limits', body, at });
        return overallOf(tx);
      });
    },

    async getCapacity({ context, actor, params }) {
      if (!actor.scopeFor('policy.read').includes(params.id)) return noClient();
      return inClients(context.db, [params.id], (tx) => capacityOf(tx, params.id));
    },

    async setLimits({ context, actor, params, body }) {
      const { id: clientId } = params;
      const { siteId, ...limits } = body;
      if (!actor.scopeFor('policy.write').includes(clientId)) return noClient();
      if (siteId === null && limits.bandwidth !== null)
        return refuse('request.invalid', 'A bandwidth is that of the line of a site: a client as a whole has none.', [
          { path: 'bandwidth', message: 'is of a site alone' },
        ]);
      return inClients(context.db, [clientId], async (tx) => {
        const site =
          siteId === null ||
          (await tx.selectFrom('site').select('id').where('client_id', '=', clientId).where('id', '=', siteId).executeTakeFirst());
        if (site === undefined)
          return refuse('request.invalid', 'This is no site of the client.', [
            { path: 'siteId', message: 'must be a site of this client' },
          ]);
        const at = context.now();
        await saveLimits(tx, { ...limits, clientId, siteId, by: actor.id, at });
        await settle(tx, context, actor, changed, {
          clientId,
          action: 'limits.set',
          subject: siteId === null ? `client:${clientId}` : `site:${siteId}`,
          body: limits,
        });
        return capacityOf(tx, clientId);
      });
    },

    async createCluster({ context, actor, params, body }) {
      const { id: clientId } = params;
      if (!actor.scopeFor('policy.write').includes(clientId)) return noClient();
      return inClients(context.db, [clientId], (tx) =>
        keep(tx, context, actor, changed, { clientId, id: context.newId(), ...body, basedOn: null }),
      );
    },

    async saveCluster({ context, actor, params, body }) {
      return withCluster(context, actor, params.id, (tx, row) =>
        keep(tx, context, actor, changed, { clientId: row.client_id, id: row.id, ...body }),
      );
    },

    async removeCluster({ context, actor, params, body }) {
      return withCluster(context, actor, params.id, async (tx, row) => {
        await removeCluster(tx, row.client_id, row.id);
        await settle(tx, context, actor, changed, {
          clientId: row.client_id,
          action: 'cluster.removed',
          subject: `cluster:${row.id}`,
          body: { name: row.name, because: body.because },
        });
        return { done: true as const };
      });
    },

    async sayWell({ context, actor, params, body }) {
      const found = await clientOf(context, actor, 'deployment.hold', (tx) =>
        tx.selectFrom('device').select('client_id').where('id', '=', params.id).executeTakeFirst(),
      );
      if (found === null) return refuse('not-found', 'There is no such device, or it is out of your reach.');
      return inClients(context.db, [found], async (tx) => {
        const said = {
          clientId: found,
          deviceIds: [params.id],
          deploymentId: null,
          by: actor.id,
          because: body.because,
          at: context.now(),
        };
        if (!(await sayWell(tx, said))) return refuse('conflict.changed', 'This device does not count as unwell.');
        await settle(tx, context, actor, changed, {
          clientId: found,
          action: 'device.said-well',
          subject: `device:${params.id}`,
          body: { because: body.because },
        });
        return { done: true as const };
      });
    },
  };
}

async function clientOf(
  context: Context,
  actor: Actor,
  permission: Permission,
  find: (tx: Tx) => Promise<{ readonly client_id: string } | undefined>,
): Promise<string | null> {
  return inClients(context.db, actor.scopeFor(permission), async (tx) => (await find(tx))?.client_id ?? null);
}

async function withCluster<T>(
  context: Context,
  actor: Actor,
  id: string,
  work: (tx: Tx, row: ClusterRow) => Promise<T | ApiRefusal>,
): Promise<T | ApiRefusal> {
  const clientId = await clientOf(context, actor, 'policy.write', (tx) =>
    tx.selectFrom('cluster').select('client_id').where('id', '=', id).executeTakeFirst(),
  );
  if (clientId === null) return noCluster();
  return inClients(context.db, [clientId], async (tx) => {
    const [row] = await readClusters(tx, sql`c.client_id = ${clientId} and c.id = ${id}`);
    return row === undefined ? noCluster() : work(tx, row);
  });
}

type ToKeep = {
  readonly clientId: string;
  readonly id: string;
  readonly name: string;
  readonly most: number;
  readonly deviceIds: readonly string[];
  readonly basedOn: number | null;
};

async function keep(tx: Tx, context: Context, actor: Actor, changed: CapacityChanged, given: ToKeep): Promise<Cluster | ApiRefusal> {
  const { clientId, id, name, most, basedOn } = given;
  const deviceIds = [...new Set(given.deviceIds)];
  const wrong = (path: string, message: string) => refuse('request.invalid', 'This cluster can not be kept.', [{ path, message }]);
  const known = await tx
    .selectFrom('device')
    .select('id')
    .where('client_id', '=', clientId)
    .where('id', 'in', deviceIds)
    .where('status', '<>', 'retired')
    .execute();
  if (known.length !== deviceIds.length) return wrong('deviceIds', 'must be devices of this client that are not retired');
  if (most >= deviceIds.length) return wrong('most', `must be less than its ${deviceIds.length} devices: else it limits nothing`);
  const same = await sql`select 1 from cluster where client_id = ${clientId} and lower(name) = lower(${name}) and id <> ${id}`.execute(tx);
  if (same.rows.length > 0) return wrong('name', 'is the name of another cluster of this client');
  const cluster = { clientId, id, name, most, deviceIds, by: actor.id, at: context.now() };
  if (!(await saveCluster(tx, cluster, basedOn))) return refuse('conflict.changed', 'Somebody has saved this cluster since you opened it.');
  await settle(tx, context, actor, changed, {
    clientId,
    action: basedOn === null ? 'cluster.created' : 'cluster.saved',
    subject: `cluster:${id}`,
    body: { name, most, devices: deviceIds.toSorted() },
  });
  const [row] = await readClusters(tx, sql`c.client_id = ${clientId} and c.id = ${id}`);
  return row === undefined ? noCluster() : clusterView(row);
}

/** After a change: whoever waits is looked at, screens look again, and last the audit entry. */
async function settle(
  tx: Tx,
  context: Context,
  actor: Actor,
  changed: CapacityChanged,
  {
    clientId,
    action,
    subject,
    body,
  }: { readonly clientId: string; readonly action: string; readonly subject: string; readonly body: object },
): Promise<void> {
  await changed(tx, context, [clientId]);
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'client', id: clientId }));
  await appendAudit(tx, clientId, { action, actor: auditActor(actor), subject, body: { ...body }, at: context.now() });
}

async function overallOf(tx: Tx): Promise<CallOutput<'getOverallLimits'>> {
  const row = (await readLimits(tx, providerId)).find(({ clientId }) => clientId === providerId);
  return { atOnce: row?.atOnce ?? null, perHour: row?.perHour ?? null, changed: changedBy(row) };
}

async function capacityOf(tx: Tx, clientId: string): Promise<Capacity> {
  const limits = await readLimits(tx, clientId);
  const own = (siteId: string | null) => limits.find((row) => row.clientId === clientId && row.siteId === siteId);
  const overall = limits.find((row) => row.clientId === providerId);
  const sites = await sql<{ id: string; name: string; devices: number }>`
    select s.id, s.name, (select count(*)::int from device d where d.client_id = s.client_id and d.site_id = s.id and d.status <> 'retired') as devices
    from site s where s.client_id = ${clientId} order by s.name`.execute(tx);
  const clusters = await readClusters(tx, sql`c.client_id = ${clientId}`);
  const unwell = await readUnwell(tx, sql`u.client_id = ${clientId}`, mostUnwell);
  return {
    clientId,
    limits: valuesOf(own(null)),
    changed: changedBy(own(null)),
    sites: sites.rows.map(({ id, name, devices }) => ({
      siteId: id,
      name,
      devices,
      limits: valuesOf(own(id)),
      changed: changedBy(own(id)),
    })),
    clusters: clusters.map(clusterView),
    unwell: unwell.map((row) => ({ ...row })),
    overall: { atOnce: overall?.atOnce ?? null, perHour: overall?.perHour ?? null },
  };
}

function valuesOf(row: LimitValues = noLimits): Capacity['limits'] {
  const { atOnce, perHour, disturbedDevices, disturbedPercent, downloads, bandwidth } = row;
  return { atOnce, perHour, disturbedDevices, disturbedPercent, downloads, bandwidth };
}

function changedBy(row: LimitRow | undefined): { at: string; by: string } | null {
  return row === undefined ? null : { at: row.at, by: row.by };
}

function clusterView(row: ClusterRow): Cluster {
  return {
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    most: row.most,
    version: row.version,
    members: row.members.map(({ id, name }) => ({ id, name })),
    by: row.by,
    changedAt: row.at,
  };
}
