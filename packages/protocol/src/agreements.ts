/** What a client is held to: frameworks, devices out of their scope, and its SLA. What the API shows of it, and the routes. A part of the route table (routes.ts). */
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Because, Day, Id, Instant, LongText, Name } from './shared.ts';

/** A day of the calendar. Days of agreements count in UTC. */
const FrameworkId = z
  .string()
  .max(60)
  .regex(/^[a-z0-9][a-z0-9.-]*$/)
  .meta({ description: 'such as pci-dss-4.0.1' });

export const timeUnits = ['hours', 'days', 'months'] as const;
/** From when an agreed time can be counted. */
export const agreedClocks = ['offered', 'released', 'published', 'detected'] as const;

const AgreedTime = z.strictObject({ count: z.number().int().min(1).max(1000), unit: z.enum(timeUnits) });
export const AgreedTimes = z
  .strictObject({
    clock: z.enum(agreedClocks).meta({ description: 'what the times are counted from' }),
    urgent: AgreedTime.nullable().meta({ description: 'for urgent updates; null: none was agreed' }),
    normal: AgreedTime.nullable().meta({ description: 'for normal updates; null: none was agreed' }),
  })
  .meta({ id: 'AgreedTimes' });
export type AgreedTimes = z.infer<typeof AgreedTimes>;

const RuleView = z.object({
  clause: z.string(),
  textVersion: z.string().meta({ description: 'which text the clause was read in' }),
  confirmed: z.boolean().meta({ description: 'false: not yet checked against its text' }),
  condition: z.string(),
  clock: z.string(),
  time: z.string(),
  duration: z.object({ count: z.number().int(), unit: z.enum(timeUnits) }).nullable(),
  own: z.boolean().meta({ description: 'the clause leaves the time to the organisation' }),
  said: z.string(),
});

/** A framework as it is shipped. */
export const FrameworkView = z
  .object({
    id: FrameworkId,
    version: z.string(),
    title: z.string(),
    scope: z.string(),
    covers: z.enum(['vulnerabilities', 'updates']),
    asksOwnTimes: z.boolean().meta({ description: 'some clause leaves the time to the organisation' }),
    rules: z.array(RuleView),
    duties: z.array(
      z.object({ clause: z.string(), confirmed: z.boolean(), condition: z.string(), every: z.string().nullable(), said: z.string() }),
    ),
  })
  .meta({ id: 'Framework' });

const OutOfScope = z.object({
  deviceId: Id,
  deviceName: z.string(),
  because: z.string(),
  by: z.string(),
  at: Instant,
});

export const HeldFrameworkView = z
  .object({
    id: FrameworkId,
    title: z.string(),
    version: z.string().nullable().meta({ description: 'null: this release does not know the framework' }),
    since: Day,
    until: Day.nullable().meta({ description: 'the last day; null: no end is known' }),
    standing: z.enum(['not-begun', 'holds', 'ended']),
    own: AgreedTimes.nullable(),
    because: z.string(),
    setAt: Instant,
    setBy: z.string(),
    devices: z.number().int().meta({ description: 'devices in scope' }),
    outOfScope: z.array(OutOfScope),
    framework: FrameworkView.nullable(),
  })
  .meta({ id: 'HeldFramework' });

const Hours = z.number().min(0).max(100_000);

/** What was promised. Null: nothing was said of it. */
export const SlaBody = z
  .strictObject({
    uptimePercent: z.number().min(0).max(100).nullable(),
    recoveryTimeHours: Hours.nullable().meta({ description: 'RTO: back at work after an outage within this many hours' }),
    recoveryPointHours: Hours.nullable().meta({ description: 'RPO: at most this many hours of data are lost' }),
    patch: AgreedTimes,
    offDays: z.number().int().min(1).max(365).nullable().default(null).meta({
      description: 'time in which a device was provably off does not count, up to so many days a deadline; null: it counts',
    }),
    exclusions: z.array(Name).max(50).meta({ description: 'what it does not cover' }),
    notes: LongText,
  })
  .meta({ id: 'SlaBody' });
export type SlaBody = z.infer<typeof SlaBody>;

export const SlaVersionView = z
  .object({
    version: z.number().int(),
    body: SlaBody,
    from: Day,
    to: Day.nullable().meta({ description: 'the last day; null: no end is known' }),
    standing: z.enum(['not-begun', 'holds', 'ended', 'replaced']),
    changed: z.array(z.string()).meta({ description: 'what is other than in the version before' }),
    savedAt: Instant,
    savedBy: z.string(),
    because: z.string(),
  })
  .meta({ id: 'SlaVersion' });

export const Agreements = z
  .object({
    clientId: Id,
    clientName: z.string(),
    today: Day.meta({ description: 'the day, in UTC, that `standing` speaks of' }),
    devices: z.number().int(),
    frameworks: z.array(HeldFrameworkView),
    sla: z.object({
      holds: z.number().int().nullable().meta({ description: 'the version that holds today; null: none does' }),
      versions: z.array(SlaVersionView).meta({ description: 'newest first' }),
      outOfScope: z.array(OutOfScope),
    }),
  })
  .meta({ id: 'Agreements' });

const byClient = z.object({ id: Id });
const byFramework = z.object({ id: Id, framework: FrameworkId });

export const agreementRoutes = {
  listFrameworks: route({
    method: 'GET',
    path: '/api/v1/frameworks',
    summary: 'Frameworks that a client can be held to, with their rules and duties',
    permission: 'agreement.read',
    tenant: 'open',
    audit: reading,
    response: z.object({ items: z.array(FrameworkView) }),
  }),
  getAgreements: route({
    method: 'GET',
    path: '/api/v1/clients/:id/agreements',
    summary: 'What a client is held to: frameworks, devices out of scope, versions of its SLA',
    permission: 'agreement.read',
    tenant: 'client',
    audit: reading,
    params: byClient,
    response: Agreements,
  }),
  setFramework: route({
    method: 'PUT',
    path: '/api/v1/clients/:id/frameworks/:framework',
    summary: 'Hold a client to a framework from a day on, or change since when and by which own times',
    permission: 'agreement.write',
    tenant: 'client',
    audit: 'agreement.framework-set',
    params: byFramework,
    body: Because.extend({ since: Day, own: AgreedTimes.nullable().default(null) }),
    response: Agreements,
  }),
  endFramework: route({
    method: 'POST',
    path: '/api/v1/clients/:id/frameworks/:framework/end',
    summary: 'Say until which day a client is held to a framework',
    permission: 'agreement.write',
    tenant: 'client',
    audit: 'agreement.framework-ended',
    params: byFramework,
    body: Because.extend({ until: Day.meta({ description: 'the last day; the day before `since`: it never held' }) }),
    response: Agreements,
  }),
  setDeviceScope: route({
    method: 'POST',
    path: '/api/v1/clients/:id/frameworks/:framework/scope',
    summary: 'Take devices out of the scope of a framework, or of the SLA (sla), or back into it',
    permission: 'agreement.write',
    tenant: 'client',
    audit: 'agreement.scope-set',
    params: byFramework,
    body: Because.extend({ deviceIds: z.array(Id).min(1).max(500), inScope: z.boolean() }),
    response: Agreements,
  }),
  saveSla: route({
    method: 'POST',
    path: '/api/v1/clients/:id/sla',
    summary: 'Add a version of the SLA of a client',
    permission: 'agreement.write',
    tenant: 'client',
    audit: 'agreement.sla-saved',
    params: byClient,
    body: Because.extend({
      basedOn: z.number().int().min(0).meta({ description: 'the newest version that the person saw; 0: there was none' }),
      from: Day,
      to: Day.nullable().meta({ description: 'the last day; null: no end is known' }),
      sla: SlaBody,
    }),
    response: Agreements,
  }),
} as const;
