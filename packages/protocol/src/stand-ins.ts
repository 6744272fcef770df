/** Stand-ins of mission-critical devices: what their changes are tried on first. A part of the route table (routes.ts). */
import { deviceTiers } from '@fettle/core/risk';
import { standInCodes } from '@fettle/core/stand-ins';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Because, Day, Id, Instant, Name, PageQuery, page } from './shared.ts';

const Words = z.string().trim().min(3).max(4000);
const standings = ['good', 'attention', 'failing'] as const;

const Which = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('device'), deviceId: Id }),
  z.strictObject({ kind: z.literal('outside'), name: Name }),
]);

export const StandInView = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    deviceId: Id,
    deviceName: z.string(),
    standIn: z.object({
      kind: z.enum(['device', 'outside']),
      deviceId: Id.nullable().meta({ description: 'null: it is outside of Fettle' }),
      name: z.string(),
    }),
    place: z.string().nullable(),
    differs: z.string().meta({ description: 'what differs from the device, as a person said it' }),
    credentialsAt: z.string().meta({ description: 'where its credentials are kept; never what they are' }),
    note: z.string().nullable(),
    reviewAt: Day,
    recordedBy: z.string(),
    recordedAt: Instant,
    ended: z.object({ at: Instant, by: z.string(), because: z.string() }).nullable(),
    mayEnd: z.boolean(),
  })
  .meta({ id: 'StandIn' });

export const StandInRow = z
  .object({
    deviceId: Id,
    deviceName: z.string(),
    tier: z.enum(deviceTiers).nullable(),
    standing: z.enum(standings),
    sentence: z.string(),
    reasons: z.array(
      z.object({ code: z.enum(standInCodes), standing: z.enum(['attention', 'failing']), sentence: z.string(), remedy: z.string() }),
    ),
    differences: z
      .array(
        z.object({
          what: z.enum(['system', 'version', 'architecture', 'platform']),
          device: z.string(),
          standIn: z.string(),
          sentence: z.string(),
        }),
      )
      .meta({ description: 'what both devices tell of themselves and is not the same' }),
    standIn: StandInView.nullable(),
  })
  .meta({ id: 'StandInRow' });

const byId = z.object({ id: Id });

export const standInRoutes = {
  listStandIns: route({
    method: 'GET',
    path: '/api/v1/stand-ins',
    summary: 'Stand-ins as they were recorded, the newest first',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({ clientId: Id.optional(), deviceId: Id.optional(), state: z.enum(['open', 'all']).default('open') }),
    response: page(StandInView),
  }),
  listStandInStandings: route({
    method: 'GET',
    path: '/api/v1/clients/:id/stand-ins',
    summary: 'Mission-critical devices of a client, and others that have one, each with its stand-in and how that stands',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    query: PageQuery.extend({ deviceId: Id.optional() }),
    response: page(StandInRow).extend({
      counts: z
        .object({ good: z.number().int(), attention: z.number().int(), failing: z.number().int() })
        .meta({ description: 'of all of these devices of the client' }),
    }),
  }),
  recordStandIn: route({
    method: 'POST',
    path: '/api/v1/stand-ins',
    summary: 'Record the stand-in of a device; it takes the place of the one before. What looks like a credential is refused',
    permission: 'device.write',
    tenant: 'client',
    audit: 'stand-in.recorded',
    body: z.strictObject({
      clientId: Id,
      deviceId: Id,
      standIn: Which,
      place: Name.nullable().default(null).meta({ description: 'where it is; must be said of one outside of Fettle' }),
      differs: Words.meta({ description: 'what differs from the device; “nothing” is an answer too' }),
      credentialsAt: Words.meta({
        description: 'where its credentials are kept: a vault and its entry, or who has them; never what they are',
      }),
      note: Words.nullable().default(null),
      reviewAt: Day.meta({ description: 'the day by which it is looked at again, within 366 days' }),
    }),
    response: StandInView,
  }),
  endStandIn: route({
    method: 'POST',
    path: '/api/v1/stand-ins/:id/end',
    summary: 'Say that a stand-in stands for its device no more',
    permission: 'device.write',
    tenant: 'client',
    audit: 'stand-in.ended',
    params: byId,
    body: Because,
    response: StandInView,
  }),
} as const;
