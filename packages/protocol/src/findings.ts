/** Advisories and vulnerabilities as people see them: what holds for whom, and how each device stands with it. A part of the route table (routes.ts). */
import { supportStandings } from '@fettle/core/lifecycle';
import { z } from 'zod';
import { feedStates } from './feeds.ts';
import { LifecycleDecision } from './lifecycle.ts';
import { Due, Exposure, Tier } from './models.ts';
import { reading, route } from './route.ts';
import { Id, Instant, ManagerIdSchema, page, PageQuery } from './shared.ts';

/** Ids of advisories as their publishers write them: `DSA-1234-1`, `RHSA-2026:1234`, `openSUSE-SU-2026:0001-1`, and CVE ids. */
const AdvisoryId = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][A-Za-z0-9:._+~-]*$/)
  .meta({ description: 'id of an advisory, or a CVE id' });

/**
 * `fix-not-offered`: a fix is published and no source of the device has it. `no-fix`: its publisher has none. `restart-pending`: the fixed kernel is installed
 * and an older one runs. `unknown`: it can not be said; `why` says why.
 */
export const standingStates = ['no-fix', 'fix-not-offered', 'unknown', 'fix-offered', 'restart-pending'] as const;
const State = z.enum(standingStates);

const Severity = z
  .object({ score: z.number().nullable(), word: z.string().nullable(), vector: z.string().nullable(), source: z.string() })
  .meta({
    id: 'PublishedSeverity',
    description: 'the score is computed from the vector; the word is its band, or what the publisher wrote',
  });

const counts = {
  devices: z.number().int(),
  fixOffered: z.number().int(),
  fixNotOffered: z.number().int(),
  noFix: z.number().int(),
  restartPending: z.number().int(),
  unknown: z.number().int(),
};

/** One row an advisory that holds for software of at least one device. */
export const FindingSummary = z
  .object({
    id: z.string(),
    summary: z.string().nullable(),
    cves: z.array(z.string()),
    packages: z.array(z.string()),
    severity: Severity.nullable().meta({ description: 'the highest; null: none is published, which is not 0' }),
    kevAdded: z.string().nullable().meta({ description: 'day of the catalogue of known exploited vulnerabilities' }),
    epss: z
      .number()
      .nullable()
      .meta({ description: 'the highest that was seen here, from 0 to 1; null: none is published, which is not 0' }),
    ...counts,
    clients: z.number().int(),
    urgentOn: z.number().int().meta({ description: 'devices on which the update that ends it is urgent' }),
    due: Due.nullable().meta({ description: 'the first deadline on any device' }),
    since: Instant.meta({ description: 'when it was first seen on any of them' }),
  })
  .meta({ id: 'FindingSummary' });

const FeedStanding = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.enum(feedStates),
    why: z.string(),
    at: Instant.nullable().meta({ description: 'when its publisher last confirmed it; null: never' }),
  })
  .meta({ id: 'FeedStanding' });

/** What is published of one CVE. Null is not known, never none. */
const CveView = z
  .object({
    id: z.string(),
    published: Instant.nullable(),
    severities: z.array(Severity).meta({ description: 'as published, the one that counts first' }),
    kev: z
      .object({ added: z.string(), due: z.string().nullable(), ransomware: z.boolean() })
      .nullable()
      .meta({ description: 'null: not in the catalogue, or the catalogue was never taken (`kevKnown`)' }),
    epss: z.object({ score: z.number(), percentile: z.number(), highest: z.number(), model: z.string(), day: z.string() }).nullable(),
    ssvc: z
      .object({
        exploitation: z.string().nullable(),
        automatable: z.boolean().nullable(),
        technicalImpact: z.string().nullable(),
        at: Instant.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'CveView' });

/** What one feed says under an id. */
const Statement = z
  .object({
    id: z.string(),
    feed: FeedStanding.extend({ docs: z.array(z.string()), attribution: z.string() }),
    kind: z.enum(['security', 'bug-fix', 'enhancement']),
    summary: z.string().nullable(),
    aliases: z.array(z.string()),
    cves: z.array(z.string()),
    severities: z.array(z.object({ type: z.string(), value: z.string() })),
    published: Instant.nullable(),
    modified: Instant.nullable(),
    withdrawn: Instant.nullable(),
    affected: z
      .array(
        z.object({
          ecosystem: z.string(),
          package: z.string(),
          ranges: z.array(z.object({ introduced: z.string(), fixed: z.string().nullable(), lastAffected: z.string().nullable() })),
          versions: z.number().int().meta({ description: 'versions that are named one by one besides' }),
          architectures: z.array(z.string()).nullable(),
          module: z.string().nullable(),
          noFix: z.string().nullable(),
        }),
      )
      .meta({ description: 'in the ecosystems of the devices in view' }),
    elsewhere: z.number().int().meta({ description: 'packages that it names in other ecosystems' }),
  })
  .meta({ id: 'AdvisoryStatement' });

export const AdvisoryDetail = z
  .object({
    id: z.string(),
    statements: z.array(Statement).meta({ description: 'under this very id, or, for a CVE id of which no advisory is named so, about it' }),
    related: z
      .array(z.object({ id: z.string(), feed: z.string(), feedName: z.string(), summary: z.string().nullable(), here: z.boolean() }))
      .meta({ description: 'other advisories about the same vulnerabilities; here: it holds for a device in view' }),
    cves: z.array(CveView),
    kevKnown: z.boolean().meta({ description: 'false: the catalogue of known exploited vulnerabilities was never taken' }),
    severity: Severity.nullable(),
    counted: z
      .object({ ...counts, clients: z.number().int(), urgentOn: z.number().int(), due: Due.nullable(), since: Instant })
      .nullable()
      .meta({ description: 'null: it holds for no device in view' }),
  })
  .meta({ id: 'AdvisoryDetail' });

/** How one software of a device stands with one advisory. */
const Standing = z.object({
  state: State,
  why: z.string().meta({ description: 'the state in a sentence' }),
  fixed: z.string().nullable(),
  noFix: z.string().nullable(),
  withheld: z.string().nullable(),
  offered: z.string().nullable().meta({ description: 'the offered version that ends it' }),
  updateId: z.string().nullable(),
  urgency: z.enum(['urgent', 'normal']).nullable().meta({ description: 'of the offer that ends it' }),
  due: Due.nullable(),
});
const Held = z.object({ manager: ManagerIdSchema, name: z.string(), version: z.string(), architecture: z.string() });

export const AdvisoryDevice = z
  .object({
    deviceId: Id,
    deviceName: z.string(),
    clientId: Id,
    clientName: z.string(),
    siteName: z.string(),
    service: z.string().nullable().meta({ description: 'the business service that it carries; null: not set' }),
    outage: z.string().nullable().meta({ description: 'what its outage means, in the client’s words; null: not set' }),
    tier: Tier.nullable(),
    exposure: Exposure.nullable(),
    state: State.meta({ description: 'the worst of its software' }),
    since: Instant,
    restartPending: z.boolean().nullable().meta({ description: 'of the device, for whatever reason; null: not known' }),
    kernel: z.string().nullable().meta({ description: 'the kernel that runs; null: not known' }),
    software: z.array(Standing.extend({ software: Held, advisory: z.string(), feed: z.string(), ageHours: z.number().nullable() })),
  })
  .meta({ id: 'AdvisoryDevice' });

export const DeviceFinding = z
  .object({
    id: z.string(),
    summary: z.string().nullable(),
    cves: z.array(z.string()),
    severity: Severity.nullable(),
    kevAdded: z.string().nullable(),
    epss: z.number().nullable(),
    state: State,
    since: Instant,
    feed: z.string(),
    software: z.array(Standing.extend({ software: Held })),
  })
  .meta({ id: 'DeviceFinding' });

/** Whether "nothing was found" may be said of a device at all, and by whose word. */
export const Coverage = z
  .object({
    known: z.boolean().meta({ description: 'false: a number of vulnerabilities would say nothing; none is given' }),
    why: z.string(),
    settling: z.boolean().meta({ description: 'true: what it has is being compared right now' }),
    ecosystems: z.array(z.string()),
    feeds: z.array(FeedStanding).meta({ description: 'feeds that were taken and speak of its ecosystems' }),
    facts: z.array(FeedStanding).meta({ description: 'feeds of facts about vulnerabilities: exploitation, scores' }),
  })
  .meta({ id: 'Coverage' });

/** What the maker of a device's system still does for it: past the end it is a finding that no update ends. */
export const SystemLifecycle = z
  .object({
    state: z.enum(['supported', 'security-only', 'extended-only', 'ended', 'unknown']),
    why: z.string(),
    product: z.string().nullable(),
    cycle: z.string().nullable(),
    ends: z.string().nullable().meta({ description: 'the last day of what `state` says; of `ended`, when the last support ended' }),
    release: z
      .object({ product: z.string(), cycle: z.string(), standing: z.enum(supportStandings) })
      .nullable()
      .meta({ description: 'what decisions are about; null: it is not known' }),
    decision: LifecycleDecision.nullable().meta({ description: 'of a system whose support has ended or ends within 90 days' }),
    feed: FeedStanding.nullable(),
  })
  .meta({ id: 'SystemLifecycle' });

/** The same of one release of software that a device has from its publisher. */
export const SoftwareLifecycle = SystemLifecycle.omit({ feed: true })
  .extend({
    product: z.string(),
    packages: z.array(z.string()).meta({ description: 'with their versions' }),
  })
  .meta({ id: 'SoftwareLifecycle' });

const inClient = PageQuery.extend({ clientId: Id.optional() });
const byAdvisory = z.object({ id: AdvisoryId });

export const findingRoutes = {
  listFindings: route({
    method: 'GET',
    path: '/api/v1/findings',
    summary: 'Vulnerabilities that devices have: one row an advisory',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    query: inClient.extend({
      text: z.string().max(200).optional().meta({ description: 'in its id, its CVE ids or the packages that have it' }),
      state: z.enum(['fix-offered', 'fix-not-offered', 'no-fix', 'restart-pending', 'unknown']).optional(),
      kev: z.enum(['yes']).optional().meta({ description: 'only those in the catalogue of known exploited vulnerabilities' }),
      sort: z.enum(['kev', 'epss', 'devices', 'id']).default('kev'),
    }),
    response: page(FindingSummary).extend({
      total: z.number().int(),
      uncovered: z
        .number()
        .int()
        .meta({ description: 'devices in view of which no number can be given: nothing that was taken speaks of their system' }),
    }),
  }),
  getAdvisory: route({
    method: 'GET',
    path: '/api/v1/advisories/:id',
    summary: 'What is published under one id, and what is known of its vulnerabilities',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: byAdvisory,
    query: z.object({ clientId: Id.optional() }),
    response: AdvisoryDetail,
  }),
  getAdvisoryDevices: route({
    method: 'GET',
    path: '/api/v1/advisories/:id/devices',
    summary: 'Devices that have it, and how each stands with it',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: byAdvisory,
    query: inClient,
    response: page(AdvisoryDevice),
  }),
  getDeviceFindings: route({
    method: 'GET',
    path: '/api/v1/devices/:id/findings',
    summary: 'Vulnerabilities that a device has, and what could not be seen',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    query: PageQuery.extend({ state: State.optional(), text: z.string().max(200).optional() }),
    response: page(DeviceFinding).extend({
      totals: z
        .object(counts)
        .omit({ devices: true })
        .extend({ findings: z.number().int() })
        .nullable()
        .meta({ description: 'null: not known, which is not 0' }),
      coverage: Coverage,
      lifecycle: SystemLifecycle,
      software: z.array(SoftwareLifecycle).meta({ description: 'what it has from publishers, past its end first' }),
    }),
  }),
} as const;
