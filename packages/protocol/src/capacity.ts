/** How much may change at once: limits of the provider, of clients and of sites; clusters; devices that are unwell after a change. */
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Because, Done, Id, Instant } from './shared.ts';

const most = (max: number) => z.number().int().min(1).max(max).nullable();

/** Null everywhere: no limit of that kind. */
export const SendLimits = z
  .strictObject({
    atOnce: most(100_000).meta({ description: 'devices under way at once, over all deployments; null: no limit' }),
    perHour: most(100_000).meta({ description: 'devices sent within an hour; null: no limit' }),
  })
  .meta({ id: 'SendLimits' });

const Megabits = z.number().min(0.1).max(100_000).meta({ description: 'megabits a second, 10^6 bits each' });
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u, 'must be a time as HH:MM');

export const Bandwidth = z
  .strictObject({
    megabits: Megabits,
    hours: z
      .strictObject({ from: TimeOfDay, to: TimeOfDay, megabits: Megabits })
      .refine(({ from, to }) => from !== to, { path: ['to'], message: 'must be another time than that from which' })
      .nullable()
      .meta({
        description: 'another bandwidth each day from one time of the site to another, over midnight where it begins later; null: none',
      }),
  })
  .meta({ id: 'Bandwidth', description: 'how fast the devices of a site may fetch packages, all of them together' });

export const Limits = SendLimits.extend({
  disturbedDevices: most(100_000).meta({ description: 'devices changing, restarting or unwell at once; null: no limit' }),
  disturbedPercent: most(100).meta({
    description: 'the same as a share of the active devices, in percent; the tighter counts; null: no limit',
  }),
  downloads: most(100_000).meta({ description: 'devices that fetch packages at once; null: no limit' }),
  bandwidth: Bandwidth.nullable().meta({ description: 'of a site alone; null: no limit' }),
}).meta({ id: 'Limits' });

const Changed = z.object({ at: Instant, by: z.string() }).nullable();

export const ClusterView = z
  .object({
    id: Id,
    clientId: Id,
    name: z.string(),
    most: z.number().int().meta({ description: 'members that may be changing, restarting or unwell at once' }),
    version: z.number().int(),
    members: z.array(z.object({ id: Id, name: z.string() })),
    by: z.string(),
    changedAt: Instant,
  })
  .meta({ id: 'Cluster' });

export const Unwell = z
  .object({ deploymentId: Id, outcome: z.enum(['failed', 'rolled back', 'unknown']), since: Instant })
  .meta({ id: 'Unwell' });

export const CapacityView = z
  .object({
    clientId: Id,
    limits: Limits,
    changed: Changed,
    sites: z.array(z.object({ siteId: Id, name: z.string(), devices: z.number().int(), limits: Limits, changed: Changed })),
    clusters: z.array(ClusterView),
    unwell: z
      .array(Unwell.extend({ deviceId: Id, name: z.string() }))
      .meta({ description: 'devices that count as unwell, the newest first; at most 200' }),
    overall: SendLimits.meta({ description: 'what holds over all clients' }),
  })
  .meta({ id: 'Capacity' });

const lineNumber = z.number().int().meta({ description: 'of the file, from 1' });
export const RelationsTaken = z
  .object({
    applied: z.boolean(),
    changed: z.number().int().meta({ description: 'changes; of them at most 500 are told' }),
    changes: z.array(z.object({ line: lineNumber, sentence: z.string() })),
    wrong: z.number().int().meta({ description: 'lines that can not be taken; of them at most 500 are told' }),
    problems: z.array(z.object({ line: lineNumber, message: z.string() })),
  })
  .meta({ id: 'RelationsTaken' });

const byId = z.object({ id: Id });
const ClusterBody = z.strictObject({
  name: z.string().trim().min(1).max(100),
  most: z.number().int().min(1).max(1_000).default(1),
  deviceIds: z.array(Id).min(2).max(1_000),
});

export const capacityRoutes = {
  getOverallLimits: route({
    method: 'GET',
    path: '/api/v1/limits',
    summary: 'Devices at once and within an hour, over all clients',
    permission: 'settings.read',
    tenant: 'provider',
    audit: reading,
    response: SendLimits.extend({ changed: Changed }),
  }),
  setOverallLimits: route({
    method: 'PUT',
    path: '/api/v1/limits',
    summary: 'Set them; what is under way goes on',
    permission: 'policy.write',
    tenant: 'provider',
    audit: 'limits.set',
    body: SendLimits,
    response: SendLimits.extend({ changed: Changed }),
  }),
  getCapacity: route({
    method: 'GET',
    path: '/api/v1/clients/:id/capacity',
    summary: 'Limits of a client and its sites, its clusters, and its unwell devices',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: CapacityView,
  }),
  setLimits: route({
    method: 'PUT',
    path: '/api/v1/clients/:id/limits',
    summary: 'Set the limits of a client, or of one of its sites; what is under way goes on',
    permission: 'policy.write',
    tenant: 'client',
    audit: 'limits.set',
    params: byId,
    body: Limits.extend({ siteId: Id.nullable().meta({ description: 'null: of the client as a whole' }) }),
    response: CapacityView,
  }),
  createCluster: route({
    method: 'POST',
    path: '/api/v1/clients/:id/clusters',
    summary: 'Name devices of which only so many may be changing, restarting or unwell at once',
    permission: 'policy.write',
    tenant: 'client',
    audit: 'cluster.created',
    params: byId,
    body: ClusterBody,
    response: ClusterView,
  }),
  saveCluster: route({
    method: 'PUT',
    path: '/api/v1/clusters/:id',
    summary: 'Change a cluster, all of its members',
    permission: 'policy.write',
    tenant: 'client',
    audit: 'cluster.saved',
    params: byId,
    body: ClusterBody.extend({ basedOn: z.number().int() }),
    response: ClusterView,
  }),
  removeCluster: route({
    method: 'POST',
    path: '/api/v1/clusters/:id/remove',
    summary: 'Remove a cluster: its devices stay',
    permission: 'policy.write',
    tenant: 'client',
    audit: 'cluster.removed',
    params: byId,
    body: Because,
    response: Done,
  }),
  exportRelations: route({
    method: 'GET',
    path: '/api/v1/clients/:id/relations',
    summary: 'Which device runs on which, depends on which, and is a member of which cluster, as a file',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: z.object({ csv: z.string() }),
  }),
  importRelations: route({
    method: 'POST',
    path: '/api/v1/clients/:id/relations/import',
    summary: 'Take hosts, dependencies and clusters from a file: whole or not at all',
    permission: 'policy.write',
    tenant: 'client',
    audit: 'relations.imported',
    params: byId,
    body: z.strictObject({
      csv: z
        .string()
        .max(2_000_000)
        .meta({ description: 'CSV (RFC 4180) with the columns device, relation, other, and if you like most and do' }),
      dryRun: z.boolean().meta({ description: 'only say what it would change, and which lines can not be taken' }),
    }),
    response: RelationsTaken,
  }),
  sayWell: route({
    method: 'POST',
    path: '/api/v1/devices/:id/well',
    summary: 'Say that a device is well again after a change that ended badly',
    permission: 'deployment.hold',
    tenant: 'client',
    audit: 'device.said-well',
    params: byId,
    body: Because,
    response: Done,
  }),
} as const;
