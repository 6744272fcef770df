/** What is known against updates: what the API shows of it, and the routes. A part of the route table (routes.ts). */
import { z } from 'zod';
import { Tier } from './models.ts';
import { reading, route } from './route.ts';
import { Because, Id, Instant, ManagerIdSchema, Name, PageQuery, page } from './shared.ts';

const Version = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\s\p{Cc}]+$/u);
/** A number of Microsoft's, with or without KB before it. */
const KbNumber = z
  .string()
  .regex(/^(?:KB)?\d{6,8}$/i)
  .meta({ description: 'such as KB5000001' });
const Link = z
  .url({ protocol: /^https$/ })
  .max(500)
  .nullable();
/** Of one that a person recorded, or the KB of a feed's. */
const IssueIdShape = /^(?:KB\d{6,8}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const Some = z.array(Name).min(1).max(50).nullable();

export const IssueAboutSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('source'),
      manager: ManagerIdSchema,
      sourceName: Name,
      from: Version.nullable().meta({ description: 'the first version that has it; null: all up to the last' }),
      to: Version.nullable().meta({ description: 'the last version that has it; null: every later one, until one is free of it' }),
    }),
    z.strictObject({ kind: z.literal('kb'), kb: z.string().regex(/^\d{6,8}$/) }),
  ])
  .meta({ id: 'IssueAbout' });

export const IssueRuleSchema = z
  .strictObject({
    ecosystems: Some.meta({ description: 'os-release ID:VERSION_ID, such as debian:12' }),
    architectures: Some.meta({ description: 'as the kernel says it, such as x86_64' }),
    virtualisations: Some.meta({ description: 'such as kvm or vmware' }),
    tiers: z.array(Tier).min(1).max(4).nullable(),
    kernel: Name.nullable().meta({ description: 'what the release of the running kernel begins with' }),
    package: Name.nullable().meta({ description: 'a package that is installed' }),
  })
  .refine((rule) => Object.values(rule).some((part) => part !== null), 'must name at least one fact')
  .meta({ id: 'IssueRule', description: 'facts that must all hold; one that is not known counts as holding' });

export const KnownIssueView = z
  .object({
    id: z.string().meta({ description: 'of one that a person recorded; of a feed: the KB' }),
    source: z.enum(['feed', 'person']),
    name: z.string().meta({ description: 'what it is about, in words' }),
    about: IssueAboutSchema,
    text: z.string(),
    condition: z.string().nullable().meta({ description: 'on what it happens, in the maker’s words; null: on everything' }),
    rule: IssueRuleSchema.nullable().meta({ description: 'null: no fact of a device tells' }),
    link: z.string().nullable(),
    recordedAt: Instant.nullable().meta({ description: 'null: its feed names no day' }),
    recordedBy: z.string(),
    resolved: z
      .object({
        inVersion: z.string().nullable().meta({ description: 'the first version that is free of it; null: it no longer happens to any' }),
        at: Instant,
        by: z.string(),
        because: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'KnownIssue' });

const NewKnownIssue = z
  .strictObject({
    about: z.discriminatedUnion('kind', [IssueAboutSchema.options[0], z.strictObject({ kind: z.literal('kb'), kb: KbNumber })]),
    text: z.string().trim().min(3).max(2000),
    condition: z.string().trim().min(3).max(500).nullable(),
    rule: IssueRuleSchema.nullable(),
    link: Link,
  })
  .refine((issue) => issue.rule === null || issue.condition !== null, {
    path: ['condition'],
    message: 'must say in words what the facts stand for',
  })
  .meta({ id: 'NewKnownIssue', description: 'seen by people of every client: name none' });

export const knownIssueRoutes = {
  listKnownIssues: route({
    method: 'GET',
    path: '/api/v1/known-issues',
    summary: 'What makers or people have found against updates, the newest first',
    permission: 'feed.read',
    tenant: 'provider',
    audit: reading,
    query: PageQuery.extend({
      state: z.enum(['open', 'resolved', 'all']).default('open'),
      source: z.enum(['feed', 'person']).optional(),
      text: z.string().max(200).optional().meta({ description: 'in its package, KB or text' }),
    }),
    response: page(KnownIssueView).extend({ total: z.number().int() }),
  }),
  getKnownIssue: route({
    method: 'GET',
    path: '/api/v1/known-issues/:id',
    summary: 'One known issue',
    permission: 'feed.read',
    tenant: 'provider',
    audit: reading,
    params: z.object({ id: z.string().regex(IssueIdShape).meta({ description: 'of a feed: the KB' }) }),
    response: KnownIssueView,
  }),
  recordKnownIssue: route({
    method: 'POST',
    path: '/api/v1/known-issues',
    summary: 'Record an issue of an update: it raises the patch risk wherever that update is offered',
    permission: 'known-issue.write',
    tenant: 'provider',
    audit: 'known-issue.recorded',
    body: NewKnownIssue,
    response: KnownIssueView,
  }),
  resolveKnownIssue: route({
    method: 'POST',
    path: '/api/v1/known-issues/:id/resolve',
    summary: 'Say which version is free of it, or that it no longer happens',
    permission: 'known-issue.write',
    tenant: 'provider',
    audit: 'known-issue.resolved',
    params: z.object({ id: Id }),
    body: Because.extend({ inVersion: Version.nullable() }),
    response: KnownIssueView,
  }),
} as const;
