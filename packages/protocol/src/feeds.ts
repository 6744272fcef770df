/** Feeds of published advisories: what the API shows of them, and the routes. A part of the route table (routes.ts). */
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Because, Instant } from './shared.ts';

const FeedId = z
  .string()
  .max(60)
  .regex(/^[a-z0-9-]+$/)
  .meta({ description: 'such as osv or kev' });

/**
 * `never`: nothing was taken yet. `late`: it was, and longer ago than this feed may be silent: what it said still counts. `held`: a file that came has shrunk by half
 * and waits for a person. `trouble`: the last attempt failed, and it is not late yet.
 */
export const feedStates = ['off', 'never', 'current', 'trouble', 'held', 'late'] as const;

export const FeedSummary = z
  .object({
    id: FeedId,
    name: z.string(),
    state: z.enum(feedStates),
    why: z.string().meta({ description: 'the state in a sentence' }),
    enabled: z.boolean(),
    base: z.string().meta({ description: 'where it is fetched from' }),
    ownBase: z.string().nullable().meta({ description: 'the address that was set; null: the publisher’s own' }),
    partsAre: z.string().nullable().meta({ description: 'what its parts are called; null: it has one part' }),
    parts: z.array(z.string()).meta({ description: 'which parts are fetched; empty for a feed of one part' }),
    ownParts: z.array(z.string()).nullable().meta({ description: 'the parts that were set; null: what the devices need' }),
    lastAttemptAt: Instant.nullable(),
    lastOkAt: Instant.nullable(),
    nextAt: Instant,
    lateAfterHours: z.number(),
    records: z.number().int(),
    problems: z.number().int(),
    bytes: z.number(),
    attribution: z.string(),
  })
  .meta({ id: 'FeedSummary' });

export const FeedFileView = z
  .object({
    path: z.string(),
    records: z.number().int(),
    problems: z.number().int(),
    bytes: z.number(),
    takenAt: Instant.nullable(),
    confirmedAt: Instant.nullable(),
    sha256: z.string().nullable(),
    held: z.object({ why: z.string(), records: z.number().int() }).nullable(),
    unreadable: z.string().nullable(),
  })
  .meta({ id: 'FeedFile' });

export const FeedDetail = FeedSummary.extend({
  docs: z.array(z.string()),
  files: z.array(FeedFileView),
  problemList: z
    .array(z.object({ path: z.string(), where: z.string(), why: z.string() }))
    .meta({ description: 'the first of the records that could not be read' }),
}).meta({ id: 'FeedDetail' });

const byFeed = z.object({ id: FeedId });

export const feedRoutes = {
  listFeeds: route({
    method: 'GET',
    path: '/api/v1/feeds',
    summary: 'Feeds of advisories, with their age',
    permission: 'feed.read',
    tenant: 'provider',
    audit: reading,
    response: z.object({ items: z.array(FeedSummary), source: z.enum(['publishers', 'folder', 'off']) }),
  }),
  getFeed: route({
    method: 'GET',
    path: '/api/v1/feeds/:id',
    summary: 'A feed, its files, and records that could not be read',
    permission: 'feed.read',
    tenant: 'provider',
    audit: reading,
    params: byFeed,
    response: FeedDetail,
  }),
  setFeed: route({
    method: 'PUT',
    path: '/api/v1/feeds/:id',
    summary: 'Switch a feed on or off, say where it is fetched from, and which parts',
    permission: 'feed.write',
    tenant: 'provider',
    audit: 'feed.set',
    params: byFeed,
    body: z.strictObject({
      enabled: z.boolean(),
      base: z.string().max(500).nullable().meta({ description: 'https:// or file:// address; null: the publisher’s own' }),
      parts: z.array(z.string().min(1).max(100)).max(200).nullable().meta({ description: 'null: what the devices need' }),
    }),
    response: FeedDetail,
  }),
  fetchFeed: route({
    method: 'POST',
    path: '/api/v1/feeds/:id/fetch',
    summary: 'Fetch a feed now',
    permission: 'feed.write',
    tenant: 'provider',
    audit: 'feed.asked',
    params: byFeed,
    response: FeedDetail,
    rateLimit: { max: 20, perSeconds: 60 },
  }),
  letFeedThrough: route({
    method: 'POST',
    path: '/api/v1/feeds/:id/let-through',
    summary: 'Take a file that was held because it has shrunk',
    permission: 'feed.write',
    tenant: 'provider',
    audit: 'feed.let-through',
    params: byFeed,
    body: Because.extend({
      path: z.string().max(500),
      records: z.number().int().min(0).meta({ description: 'the number of records that the person saw' }),
    }),
    response: FeedDetail,
  }),
} as const;
