/** Systems and publishers' software whose support has ended or ends soon: what the API shows of them, and the routes. A part of the route table (routes.ts). */
import { decisionKinds } from '@fettle/core/decisions';
import { lifecycleKinds } from '@fettle/core/lifecycle';
import { z } from 'zod';
import { LifecycleName } from './decisions.ts';
import { reading, route } from './route.ts';
import { Id, Instant, page, PageQuery } from './shared.ts';

/** Past its end first. `regular-ended`: only who has extended support gets fixes. */
export const listedStandings = ['ended', 'regular-ended', 'ending'] as const;
const Standing = z.enum(listedStandings);
/** `software`: from its publisher, as its packages tell; what a distribution mends is none of it. */
export const LifecycleKindSchema = z.enum(lifecycleKinds);
/** How a list of them may be narrowed; `past` is both that have ended. */
export const standingFilters = ['past', ...listedStandings] as const;

/** What was decided for one device about a release that it runs or has. */
export const LifecycleDecision = z
  .object({
    state: z.enum(['open', 'decided', 'expired']).meta({ description: 'expired: what was decided has ended, and it is open again' }),
    why: z.string(),
    id: Id.nullable().meta({ description: 'the decision that counts' }),
    kind: z.enum(decisionKinds).nullable(),
    endsAt: Instant.nullable(),
  })
  .meta({ id: 'LifecycleDecision' });

/** One row a release that devices run or have and whose support has ended or ends within 90 days. */
export const EndingRelease = z
  .object({
    kind: LifecycleKindSchema,
    product: z.string(),
    cycle: z.string(),
    label: z.string().meta({ description: 'product and cycle as people call them' }),
    standing: Standing,
    why: z.string(),
    ends: z.string().nullable().meta({ description: 'the last day of support; null: it has ended, and no day was published' }),
    extendedUntil: z.string().nullable().meta({ description: 'the last day for who has extended support' }),
    devices: z.number().int(),
    clients: z.number().int(),
    open: z.number().int().meta({ description: 'devices for which neither an exception nor a replacement is in force' }),
  })
  .meta({ id: 'EndingRelease' });

export const EndingDevice = z
  .object({
    deviceId: Id,
    deviceName: z.string(),
    clientId: Id,
    clientName: z.string(),
    siteName: z.string(),
    has: z.array(z.string()).meta({ description: 'the system by its own name, or the packages with their versions' }),
    since: Instant.meta({ description: 'when the device was first seen with this release' }),
    decision: LifecycleDecision,
  })
  .meta({ id: 'EndingDevice' });

const inClient = PageQuery.extend({ clientId: Id.optional() });

export const lifecycleRoutes = {
  listLifecycle: route({
    method: 'GET',
    path: '/api/v1/lifecycle',
    summary: 'Systems and publishers’ software whose support has ended or ends within 90 days: one row a release',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    query: inClient.extend({
      kind: LifecycleKindSchema.optional(),
      standing: z.enum(standingFilters).optional().meta({ description: 'past: ended, or regular-ended' }),
      decided: z.enum(['no']).optional().meta({ description: 'only those with devices for which nothing is in force' }),
    }),
    response: page(EndingRelease).extend({
      total: z.number().int(),
      unknown: z
        .array(z.object({ kind: LifecycleKindSchema, name: z.string(), devices: z.number().int(), why: z.string() }))
        .meta({ description: 'the first 50 of which nobody can say how long they are supported: they are in no row' }),
      unknownDevices: z.number().int().meta({ description: 'devices that run or have any of which nobody can say it' }),
      feedAt: Instant.nullable().meta({ description: 'when the feed of life cycles was last confirmed; null: never' }),
    }),
  }),
  getLifecycleDevices: route({
    method: 'GET',
    path: '/api/v1/lifecycle/:product/:cycle/devices',
    summary: 'Devices that run or have a release whose support has ended or ends soon, and what was decided for each',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ product: LifecycleName, cycle: LifecycleName }),
    query: inClient,
    response: page(EndingDevice).extend({ release: EndingRelease }),
  }),
} as const;
