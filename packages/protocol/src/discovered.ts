/** Discovered devices: machines without an agent, and what is decided about them. A part of the route table (routes.ts). */
import { discoveredAnswers, discoveredGaps, discoveredKinds } from '@fettle/core/discovered';
import { deviceTiers } from '@fettle/core/risk';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Day, Id, Instant, LongText, Name, PageQuery, page } from './shared.ts';

const Facts = z.strictObject({
  name: Name,
  siteId: Id.nullable().default(null),
  kind: z.enum(discoveredKinds),
  owner: Name.nullable().default(null),
  tier: z.enum(deviceTiers).nullable().default(null),
  address: Name.nullable().default(null),
  serial: Name.nullable().default(null),
  mac: Name.nullable().default(null).meta({ description: 'such as 00:1b:63:84:45:e6; other common spellings are read' }),
  system: Name.nullable().default(null).meta({ description: 'operating system or firmware, as far as it is known' }),
  source: Name.default('by hand').meta({ description: 'who or what found it' }),
  lastSeen: Day.nullable().default(null),
});

const Decision = z.object({
  id: Id,
  answer: z.enum(discoveredAnswers),
  deviceId: Id.nullable(),
  deviceName: z.string().nullable(),
  person: z.string().nullable(),
  because: z.string().nullable(),
  reviewOn: Day.nullable(),
  rhythmDays: z.number().int().nullable(),
  by: z.string(),
  at: Instant,
});

const Patch = z.object({
  id: Id,
  what: z.string(),
  fromVersion: z.string().nullable(),
  toVersion: z.string().nullable(),
  doneOn: Day,
  person: z.string(),
  note: z.string().nullable(),
  by: z.string(),
  at: Instant,
});

export const DiscoveredSummary = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    siteName: z.string().nullable(),
    ...Facts.omit({ source: true }).shape,
    source: z.string(),
    version: z.number().int(),
    recordedBy: z.string(),
    recordedAt: Instant,
    answer: z.enum(discoveredAnswers).nullable().meta({ description: 'the newest decision; null: there was none' }),
    deviceId: Id.nullable().meta({ description: 'of enrolled: the device that it is' }),
    deviceName: z.string().nullable(),
    patchDueOn: Day.nullable().meta({ description: 'of by-hand: the day by which it is to be patched next' }),
    gap: z.enum(discoveredGaps).nullable().meta({ description: 'why a person is needed; null: none is' }),
    sentence: z.string(),
    mayWrite: z.boolean(),
  })
  .meta({ id: 'DiscoveredSummary' });

export const Discovered = DiscoveredSummary.extend({
  decisions: z.array(Decision).meta({ description: 'the newest first; at most 100' }),
  patches: z.array(Patch).meta({ description: 'by the day they were done, the newest first; at most 100' }),
  proposed: z
    .array(z.object({ deviceId: Id, deviceName: z.string(), because: z.string() }))
    .meta({ description: 'managed devices that it may be, by name or address; at most 10' }),
}).meta({ id: 'Discovered' });

const Person = Name.meta({ description: 'who answers for it' });
const Because = z.string().trim().min(3).max(2000);
const byId = z.object({ id: Id });
const lineNumber = z.number().int().meta({ description: 'of the file, from 1' });

export const discoveredRoutes = {
  listDiscovered: route({
    method: 'GET',
    path: '/api/v1/discovered',
    summary: 'Machines without an agent, those that need a person first',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({
      clientId: Id.optional(),
      state: z.enum(['gap', 'settled', 'all']).default('all').meta({ description: 'gap: those that need a person' }),
      kind: z.enum(discoveredKinds).optional(),
      text: z.string().max(200).optional().meta({ description: 'a part of the name, address, serial number or MAC address' }),
    }),
    response: page(DiscoveredSummary),
  }),
  getDiscovered: route({
    method: 'GET',
    path: '/api/v1/discovered/:id',
    summary: 'One machine without an agent, with its decisions, what was patched by hand, and the managed device that it may be',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: Discovered,
  }),
  recordDiscovered: route({
    method: 'POST',
    path: '/api/v1/clients/:id/discovered',
    summary: 'Record a machine without an agent; one that is known already is refused',
    permission: 'device.write',
    tenant: 'client',
    audit: 'discovered.recorded',
    params: byId,
    body: Facts,
    response: Discovered,
  }),
  changeDiscovered: route({
    method: 'PUT',
    path: '/api/v1/discovered/:id',
    summary: 'Change what is known of a machine without an agent',
    permission: 'device.write',
    tenant: 'client',
    audit: 'discovered.changed',
    params: byId,
    body: Facts.extend({ basedOn: z.number().int() }),
    response: Discovered,
  }),
  importDiscovered: route({
    method: 'POST',
    path: '/api/v1/clients/:id/discovered/import',
    summary: 'Take machines without an agent from a file: whole or not at all, and none twice',
    permission: 'device.write',
    tenant: 'client',
    audit: 'discovered.imported',
    params: byId,
    body: z.strictObject({
      csv: z.string().max(2_000_000).meta({
        description:
          'CSV (RFC 4180) with the column name, and if you like kind, site, owner, tier, address, serial, mac, system, last seen, source',
      }),
      source: Name.default('a file').meta({ description: 'of lines that name none' }),
      dryRun: z.boolean().meta({ description: 'only say what it would change, and which lines can not be taken' }),
    }),
    response: z.object({
      applied: z.boolean(),
      changed: z.number().int().meta({ description: 'changes; of them at most 500 are told' }),
      changes: z.array(z.object({ line: lineNumber, sentence: z.string() })),
      wrong: z.number().int().meta({ description: 'lines that can not be taken; of them at most 500 are told' }),
      problems: z.array(z.object({ line: lineNumber, message: z.string() })),
    }),
  }),
  decideDiscovered: route({
    method: 'POST',
    path: '/api/v1/discovered/:id/decisions',
    summary: 'Say what a machine without an agent is: enrolled as a device, waved off until a day, patched by hand, or open again',
    permission: 'device.write',
    tenant: 'client',
    audit: 'discovered.decided',
    params: byId,
    body: z.discriminatedUnion('answer', [
      z.strictObject({ answer: z.literal('enrolled'), deviceId: Id }),
      z.strictObject({
        answer: z.literal('waved-off'),
        because: Because,
        person: Person,
        reviewOn: Day.meta({ description: 'ahead, within 366 days' }),
      }),
      z.strictObject({ answer: z.literal('by-hand'), person: Person, rhythmDays: z.number().int().min(1).max(366) }),
      z.strictObject({ answer: z.literal('reopened'), because: Because }),
    ]),
    response: Discovered,
  }),
  recordDiscoveredPatch: route({
    method: 'POST',
    path: '/api/v1/discovered/:id/patches',
    summary: 'Record what was patched by hand on a machine without an agent; entries are only added',
    permission: 'device.write',
    tenant: 'client',
    audit: 'discovered.patched',
    params: byId,
    body: z.strictObject({
      what: Name,
      fromVersion: Name.nullable().default(null),
      toVersion: Name.nullable().default(null),
      doneOn: Day.meta({ description: 'not ahead' }),
      person: Name.meta({ description: 'who did it' }),
      note: LongText.nullable().default(null),
    }),
    response: Discovered,
  }),
} as const;
