/** Freezes, holidays, and what the calendar shows of them with windows and deployments: what the API shows, and the routes. A part of the route table (routes.ts). */
import { freezeStandings, mostHolidays } from '@fettle/core/calendar';
import { policyLevels } from '@fettle/core/policy';
import { z } from 'zod';
import { Bandwidth } from './capacity.ts';
import { WindowShapeSchema } from './device-rules.ts';
import { reading, route } from './route.ts';
import { Because, Done, Id, Instant, Name, PageQuery, page, Zone } from './shared.ts';

const Words = z.string().trim().min(3).max(4000);
const byId = z.object({ id: Id });
const Day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const ClientOrAll = Id.nullable().meta({ description: 'null: the provider’s, for all clients' });

export const FreezeScopeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    z.strictObject({ kind: z.literal('client') }),
    z.strictObject({ kind: z.literal('sites'), ids: z.array(Id).min(1).max(500) }),
    z.strictObject({ kind: z.literal('rings'), names: z.array(Name).min(1).max(20) }),
  ])
  .meta({ id: 'FreezeScope', description: 'all clients, the whole client, some of its sites, or rings of these names in its deployments' });

export const FreezeView = z
  .object({
    id: Id,
    clientId: ClientOrAll,
    clientName: z.string().nullable(),
    name: Name,
    reason: z.string(),
    scope: FreezeScopeSchema,
    scopeNames: z.array(z.string()).meta({ description: 'sites by name' }),
    of: z.string().meta({ description: 'of whom it is, in words' }),
    from: Instant,
    until: Instant,
    exceptUrgent: z.boolean().meta({ description: 'a deployment of which every update was urgent when it was planned goes on' }),
    by: z.string(),
    madeAt: Instant,
    standing: z.enum(freezeStandings),
    ended: z.object({ at: Instant, by: z.string(), because: z.string() }).nullable(),
    mayEnd: z.boolean(),
  })
  .meta({ id: 'Freeze' });

const Ics = z.string().max(1_000_000).meta({ description: 'an iCalendar file (RFC 5545): its timed events, of which at most 100 repeat' });

export const FreezesTaken = z
  .object({
    dryRun: z.boolean(),
    freezes: z.number().int().meta({ description: 'that were declared, or would be' }),
    refused: z.number().int().meta({ description: 'events that become nothing' }),
    events: z
      .array(
        z.object({
          name: z.string(),
          sentence: z.string().meta({ description: 'what the event becomes, or why it becomes nothing' }),
          taken: z.boolean(),
          freezes: z.array(
            z.object({
              from: Instant,
              until: Instant,
              stands: z.boolean().meta({ description: 'there is a freeze of this name and time already: it is not declared twice' }),
            }),
          ),
        }),
      )
      .meta({ description: 'in the order of the file; at most 1,000 are told' }),
  })
  .meta({ id: 'FreezesTaken' });

export const CalendarWindow = z
  .object({
    name: z.string(),
    sentence: z.string().meta({ description: 'what the event becomes, or why it becomes no window' }),
    zone: Zone.nullable().meta({
      description: 'by whose clock the file means it; a policy opens it by the clock of each site. null: by that of whoever reads it',
    }),
    window: WindowShapeSchema.nullable().meta({ description: 'as a policy holds it; null: the event becomes none' }),
  })
  .meta({ id: 'CalendarWindow' });

export const HolidaySchema = z.strictObject({ day: Day, name: z.string().max(200) }).meta({ id: 'Holiday' });
export const HolidayListView = z
  .object({
    id: Id,
    clientId: ClientOrAll,
    clientName: z.string().nullable(),
    name: Name,
    version: z.number().int(),
    days: z.number().int(),
    first: Day.nullable(),
    last: Day.nullable(),
    next: HolidaySchema.nullable(),
    usedBy: z.number().int().meta({ description: 'policies whose window names it' }),
    changedAt: Instant,
    changedBy: z.string(),
    mayChange: z.boolean(),
  })
  .meta({ id: 'HolidayList' });
export const HolidayListDetail = HolidayListView.extend({ holidays: z.array(HolidaySchema) }).meta({ id: 'HolidayListDetail' });

export const calendarKinds = ['window', 'freeze', 'holiday', 'deployment', 'drill', 'restart'] as const;
export const CalendarEntry = z
  .object({
    kind: z.enum(calendarKinds),
    /** Unique within one answer. */
    id: z.string(),
    clientId: Id.nullable(),
    clientName: z.string().nullable(),
    title: z.string(),
    detail: z.string(),
    from: Instant,
    until: Instant,
    zone: Zone.nullable().meta({ description: 'whose clock it goes by; null: none' }),
    day: Day.nullable().meta({ description: 'of a holiday: the day of the calendar, wherever it is read' }),
    closed: z.string().nullable().meta({ description: 'of a window: why it is no opening' }),
    state: z.enum(['planned', 'running', 'held', 'over']).nullable(),
    path: z.string().nullable().meta({ description: 'where the console shows it' }),
  })
  .meta({ id: 'CalendarEntry' });

const count = z.number().int().min(0);
const limit = z.number().int().nullable().meta({ description: 'null: nothing limits it' });
export const SiteOpenings = z
  .object({
    id: Id,
    name: z.string(),
    zone: Zone,
    devices: count,
    limits: z
      .object({
        atOnce: limit,
        perHour: limit,
        bandwidth: Bandwidth.nullable().meta({ description: 'of the site, for downloads; null: none' }),
      })
      .meta({ description: 'the strictest of the provider’s, the client’s and the site’s' }),
    downloads: z
      .object({
        devices: count.meta({ description: 'that have not all of their packages, of deployments with a plan' }),
        bytes: count,
        until: Instant.meta({ description: 'when all would be there, if they were approved now and nothing is slower than the line' }),
        late: count.meta({
          description:
            'devices that have everything too late for the opening in which they are expected to begin: they wait for a later one',
        }),
      })
      .nullable()
      .meta({ description: 'null: nothing is to be fetched, or the site has no bandwidth by which anything could be expected' }),
    openings: z.array(
      z.object({
        opensAt: Instant,
        closesAt: Instant,
        wall: z.string(),
        closed: z.object({ kind: z.enum(['freeze', 'holiday']), name: z.string() }).nullable(),
        shortenedBy: z.string().nullable(),
        policies: z
          .array(z.object({ id: Id, name: z.string(), level: z.enum(policyLevels), lane: z.string().nullable(), devices: count }))
          .meta({ description: 'who says it; none: it is of what was approved, and no policy says it any more' }),
        deployments: z
          .array(
            z.object({
              id: Id,
              title: z.string(),
              held: z.string().nullable().meta({ description: 'why it is held just now' }),
              devices: count,
              minutes: count,
            }),
          )
          .meta({ description: 'what is expected to begin in it, if all goes well' }),
        minutesOpen: count.meta({ description: 'that no freeze takes' }),
        minutesUsed: count.meta({ description: 'expected' }),
        devices: count,
        atOnce: count.meta({ description: 'devices that would change side by side at most' }),
        collisions: z.array(z.object({ kind: z.enum(['overfull', 'together', 'frozen', 'not fetched']), sentence: z.string() })),
      }),
    ),
    more: count.meta({ description: 'further openings that are not shown' }),
    unplaced: z
      .array(z.object({ deploymentId: Id, title: z.string(), devices: count }))
      .meta({ description: 'devices for which no opening is left before the deployment ends' }),
  })
  .meta({ id: 'SiteOpenings' });

export const CalendarFeedView = z
  .object({
    id: Id,
    name: Name,
    clientId: ClientOrAll,
    clientName: z.string().nullable(),
    madeAt: Instant,
    lastReadAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'CalendarFeed' });

export const calendarRoutes = {
  getCalendar: route({
    method: 'GET',
    path: '/api/v1/calendar',
    summary: 'Windows, freezes, holidays, open deployments, drills and restarts that are waited for, of some days, in order of time',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    query: z.object({
      clientId: Id.optional(),
      from: Day.optional().meta({ description: 'the first day (UTC); without it today' }),
      days: z.coerce.number().int().min(1).max(100).default(31),
      siteId: Id.optional().meta({ description: 'of this site of the client' }),
      kind: z.enum(calendarKinds).optional(),
      after: z.string().max(500).optional().meta({ description: 'the key of a page: the clients after those of the page before' }),
    }),
    response: z.object({
      from: Instant,
      until: Instant,
      items: z.array(CalendarEntry),
      cut: z.boolean().meta({ description: 'there are more than are shown: look at fewer days, or at one client' }),
      clients: z.object({ shown: z.number().int(), of: z.number().int() }),
      next: z.string().nullable().meta({ description: 'the key of the next clients; null: these are all' }),
    }),
  }),
  getSiteOpenings: route({
    method: 'GET',
    path: '/api/v1/clients/:id/site-openings',
    summary: 'Site by site: the openings that lie ahead, what is expected to be changed in each, how long that takes, and what collides',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    query: z.object({ days: z.coerce.number().int().min(1).max(31).default(14), siteId: Id.optional() }),
    response: z.object({
      from: Instant,
      until: Instant,
      cut: z.boolean().meta({ description: 'there is more planned than was looked at' }),
      deploymentsShown: z.boolean().meta({ description: 'false: it takes the permission deployment.read to see what is planned' }),
      sites: z.array(SiteOpenings),
    }),
  }),
  listFreezes: route({
    method: 'GET',
    path: '/api/v1/freezes',
    summary: 'Freezes, the newest first: those of all clients among them',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({ clientId: Id.optional(), state: z.enum(['open', 'past', 'all']).default('all') }),
    response: page(FreezeView),
  }),
  declareFreeze: route({
    method: 'POST',
    path: '/api/v1/freezes',
    summary: 'Say when nothing new starts: at all clients, one client, some sites, or some rings',
    permission: 'freeze.write',
    tenant: 'client',
    audit: 'freeze.declared',
    body: z
      .strictObject({
        clientId: ClientOrAll,
        name: Name,
        reason: Words,
        scope: FreezeScopeSchema,
        from: Instant.nullable().meta({ description: 'null: now' }),
        until: Instant,
        exceptUrgent: z.boolean().default(false),
      })
      .meta({ id: 'NewFreeze' }),
    response: FreezeView,
  }),
  importFreezes: route({
    method: 'POST',
    path: '/api/v1/freezes/import',
    summary:
      'Declare the timed events of a calendar file as freezes, of all clients or one; or only say what each would become, or why it becomes nothing',
    permission: 'freeze.write',
    tenant: 'client',
    audit: 'freeze.declared',
    body: z.strictObject({
      clientId: ClientOrAll,
      reason: Words,
      ics: Ics,
      names: z
        .array(z.string().max(200))
        .max(1_000)
        .optional()
        .meta({ description: 'only events of these names; without it, all of the file' }),
      exceptUrgent: z.boolean().default(false),
      dryRun: z.boolean().meta({ description: 'declare nothing' }),
    }),
    response: FreezesTaken,
  }),
  readCalendarWindows: route({
    method: 'POST',
    path: '/api/v1/calendar/windows',
    summary: 'Say which window each timed event of a calendar file would be in a policy, or why it is none; nothing is kept',
    permission: 'signed-in',
    tenant: 'open',
    audit: reading,
    body: z.strictObject({ ics: Ics }),
    response: z.object({ events: z.array(CalendarWindow).meta({ description: 'in the order of the file; at most 1,000 are told' }) }),
    rateLimit: { max: 30, perSeconds: 60 },
  }),
  endFreeze: route({
    method: 'POST',
    path: '/api/v1/freezes/:id/end',
    summary: 'End a freeze before its time: what it held goes on by itself',
    permission: 'freeze.write',
    tenant: 'client',
    audit: 'freeze.ended',
    params: byId,
    body: Because,
    response: FreezeView,
  }),
  listHolidayLists: route({
    method: 'GET',
    path: '/api/v1/holiday-lists',
    summary: 'Lists of holidays: the provider’s and the clients’ own',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    query: z.object({ clientId: Id.optional() }),
    response: z.object({ items: z.array(HolidayListView) }),
  }),
  getHolidayList: route({
    method: 'GET',
    path: '/api/v1/holiday-lists/:id',
    summary: 'One list of holidays with its days',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: HolidayListDetail,
  }),
  createHolidayList: route({
    method: 'POST',
    path: '/api/v1/holiday-lists',
    summary: 'Make a list of holidays',
    permission: 'freeze.write',
    tenant: 'client',
    audit: 'holidays.created',
    body: z.strictObject({ clientId: ClientOrAll, name: Name, holidays: z.array(HolidaySchema).max(mostHolidays) }),
    response: HolidayListDetail,
  }),
  saveHolidayList: route({
    method: 'PUT',
    path: '/api/v1/holiday-lists/:id',
    summary: 'Save a list of holidays, all of its days',
    permission: 'freeze.write',
    tenant: 'client',
    audit: 'holidays.saved',
    params: byId,
    body: z.strictObject({ name: Name, holidays: z.array(HolidaySchema).max(mostHolidays), basedOn: z.number().int() }),
    response: HolidayListDetail,
  }),
  removeHolidayList: route({
    method: 'POST',
    path: '/api/v1/holiday-lists/:id/remove',
    summary: 'Remove a list of holidays that no policy names',
    permission: 'freeze.write',
    tenant: 'client',
    audit: 'holidays.removed',
    params: byId,
    body: Because,
    response: Done,
  }),
  listCalendarFeeds: route({
    method: 'GET',
    path: '/api/v1/calendar-feeds',
    summary: 'The addresses from which one’s own calendar reads Fettle’s',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    response: z.object({ items: z.array(CalendarFeedView) }),
  }),
  createCalendarFeed: route({
    method: 'POST',
    path: '/api/v1/calendar-feeds',
    summary: 'Make such an address: it is shown once, and whoever has it sees what its maker may see',
    permission: 'policy.read',
    tenant: 'client',
    audit: 'calendar-feed.created',
    body: z.strictObject({ clientId: ClientOrAll, name: Name }),
    response: z.object({ feed: CalendarFeedView, address: z.string() }),
  }),
  revokeCalendarFeed: route({
    method: 'POST',
    path: '/api/v1/calendar-feeds/:id/revoke',
    summary: 'Make an address useless',
    permission: 'policy.read',
    tenant: 'client',
    audit: 'calendar-feed.revoked',
    params: byId,
    response: CalendarFeedView,
  }),
  readCalendarFeed: route({
    method: 'GET',
    path: '/api/v1/calendar.ics',
    summary: 'Windows, freezes and deployments of the next 90 days as iCalendar, for whoever has the secret address',
    permission: 'open',
    tenant: 'open',
    audit: { none: 'reading: the address was handed out on record' },
    query: z.object({ key: z.string().max(200) }),
    response: 'calendar',
    rateLimit: { max: 60, perSeconds: 60 },
  }),
} as const;
