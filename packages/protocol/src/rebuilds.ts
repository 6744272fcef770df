/** Devices that a person is to build anew, and what was said and seen of it. A part of the route table (routes.ts). */
import { rebuildStates } from '@fettle/core/rollback';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Id, Instant, PageQuery, page } from './shared.ts';

const WordView = z.object({
  what: z.enum(['done', 'dropped', 'compared']),
  note: z.string(),
  by: z.string(),
  at: Instant,
  nowDeviceId: Id.nullable().meta({ description: 'of done: the device that it is now' }),
  nowDeviceName: z.string().nullable(),
});

export const RebuildView = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    deploymentId: Id,
    deploymentTitle: z.string(),
    deviceId: Id,
    deviceName: z.string(),
    by: z.string().meta({ description: 'who builds it anew: a person or a role' }),
    from: z.string().meta({ description: 'where the image or the backup is' }),
    minutes: z.number().int(),
    steps: z.string(),
    because: z.string().meta({ description: 'how its change ended, or why a person has it awaited' }),
    askedBy: z.string().nullable().meta({ description: 'who has it awaited; null: it followed from how the change ended' }),
    since: Instant,
    dueAt: Instant.meta({ description: 'since when it takes longer than was promised' }),
    state: z.enum(rebuildStates),
    sentence: z.string(),
    differs: z.array(z.string()).meta({ description: 'by the last comparison: what is not as before the change' }),
    notKnown: z.array(z.string()).meta({ description: 'by the last comparison: what could not be compared' }),
    words: z.array(WordView).meta({ description: 'in their order' }),
    mayReport: z.boolean(),
  })
  .meta({ id: 'Rebuild' });

export const rebuildRoutes = {
  listRebuilds: route({
    method: 'GET',
    path: '/api/v1/rebuilds',
    summary: 'Devices that a person is to build anew, the newest first',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({
      clientId: Id.optional(),
      deploymentId: Id.optional(),
      deviceId: Id.optional(),
      state: z.enum(['open', 'over', 'all']).default('open'),
    }),
    response: page(RebuildView),
  }),
  awaitRebuild: route({
    method: 'POST',
    path: '/api/v1/deployments/:id/rebuilds',
    summary:
      'Have a device built anew that a deployment was to change, where that was approved as its way back: before its run is given up, or though its change is in',
    permission: 'deployment.hold',
    tenant: 'client',
    audit: 'rebuild.awaited',
    params: z.object({ id: Id }),
    body: z.strictObject({ deviceId: Id, because: z.string().trim().min(3).max(2000) }),
    response: RebuildView,
  }),
  reportRebuild: route({
    method: 'POST',
    path: '/api/v1/rebuilds/:id/report',
    summary:
      'Say that a device was built anew, upon which it is looked at and compared with before its change; or that it is not to be, any more',
    permission: 'deployment.hold',
    tenant: 'client',
    audit: 'rebuild.reported',
    params: z.object({ id: Id }),
    body: z.strictObject({
      what: z.enum(['done', 'dropped']),
      note: z.string().trim().min(3).max(2000),
      nowDeviceId: Id.nullable()
        .default(null)
        .meta({ description: 'the device that it is now, where it was enrolled anew; null: the same' }),
    }),
    response: RebuildView,
  }),
} as const;
