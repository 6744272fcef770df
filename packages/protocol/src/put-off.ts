/** What is put off, why and until when. A part of the route table (routes.ts). */
import { putOffKinds } from '@fettle/core/put-off';
import { z } from 'zod';
import { LevelName } from './policy-levels.ts';
import { reading, route } from './route.ts';
import { Id, Instant, Name } from './shared.ts';

const count = z.number().int();

export const PutOffLine = z
  .object({
    kind: z.enum(putOffKinds).meta({
      description:
        'decision: by a person; block, pin, defer: by a policy; unknown: a rule asks what nobody published, so it waits for a person; wait: the device does not offer it freely',
    }),
    reason: z.string().meta({ description: 'the rule, pin or decision in words' }),
    saidBy: z.object({ level: LevelName, policyId: Id, name: z.string() }).nullable().meta({ description: 'the policy whose rule it is' }),
    decisionId: Id.nullable(),
    updates: count,
    devices: count,
    names: z.array(z.string()).meta({ description: 'the first five' }),
    until: z
      .object({ first: Instant, last: Instant })
      .nullable()
      .meta({ description: 'when it is taken by itself; null: when somebody changes it' }),
    late: z
      .object({ updates: count, devices: count, first: Instant })
      .nullable()
      .meta({ description: 'what is not taken before its deadline, and the first of these deadlines' }),
  })
  .meta({ id: 'PutOffLine' });

export const ClientPutOffView = z
  .object({
    clientId: Id,
    clientName: Name,
    putOff: z
      .object({
        computedAt: Instant,
        looked: z
          .object({ devices: count, of: count })
          .meta({ description: 'of a large client only the first 2,000 devices are looked at' }),
        updates: count,
        devices: count,
        lateUpdates: count,
        lateDevices: count,
        lines: z
          .array(PutOffLine)
          .meta({ description: 'what passes its deadline first; of one client that is asked for by itself up to 100' }),
        more: count.meta({ description: 'lines beyond those shown' }),
      })
      .nullable()
      .meta({ description: 'null: it is being weighed, ask again' }),
  })
  .meta({ id: 'ClientPutOff' });

export const putOffRoutes = {
  getPutOff: route({
    method: 'GET',
    path: '/api/v1/put-off',
    summary:
      'Updates that are put off, by what, until when, and what passes its deadline meanwhile. Asked again while clients are computing',
    permission: 'client.read',
    tenant: 'client',
    audit: reading,
    query: z.object({ clientId: Id.optional() }),
    response: z.object({
      now: Instant,
      clients: count.meta({ description: 'clients that were looked at; those at which nothing is put off are not among the items' }),
      computing: count,
      items: z.array(ClientPutOffView),
    }),
  }),
} as const;
