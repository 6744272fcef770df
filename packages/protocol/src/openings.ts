/** When devices may change next, by the policy of each: what the API shows of it, and the route. A part of the route table (routes.ts). */
import { z } from 'zod';
import { ClientZone, Opening } from './models.ts';
import { PolicyOrigin } from './policy-levels.ts';
import { reading, route } from './route.ts';
import { Id, Zone } from './shared.ts';

export const OpeningsOfDevices = z
  .object({
    clientZone: ClientZone.nullable(),
    devices: z
      .number()
      .int()
      .meta({ description: 'devices that were looked at; 0: there is none, and the windows are those that one would have' }),
    sets: z
      .array(
        z.object({
          id: z.string(),
          devices: z.number().int(),
          deviceNames: z.array(z.string()).meta({ description: 'the first few' }),
          sites: z.array(z.string()),
          zone: Zone,
          lane: z.string().nullable().meta({ description: 'of updates of this lane; null: of all that no lane has a window for' }),
          words: z.string().meta({ description: 'the window in words' }),
          saidBy: PolicyOrigin,
          openings: z.array(Opening),
        }),
      )
      .meta({ description: 'devices that may change at the same times' }),
    more: z.number().int().meta({ description: 'further sets that are not shown' }),
    closed: z
      .array(z.object({ because: z.string(), devices: z.number().int(), deviceNames: z.array(z.string()) }))
      .meta({ description: 'devices for which nothing opens, and why' }),
    anyTime: z.array(z.string()).meta({ description: 'lanes of which the updates may be installed at any time' }),
  })
  .meta({ id: 'Openings' });

export const openingRoutes = {
  getOpenings: route({
    method: 'GET',
    path: '/api/v1/clients/:id/openings',
    summary: 'The next 12 openings of a device, a site, a group, or all devices of a client, by the policy of each device',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    query: z.object({ siteId: Id.optional(), groupId: Id.optional(), deviceId: Id.optional() }),
    response: OpeningsOfDevices,
  }),
} as const;
