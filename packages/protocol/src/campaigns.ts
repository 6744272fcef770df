/** Campaigns: what the API shows of them, and the routes. A part of the route table (routes.ts). */
import { clientStandings, touchKinds } from '@fettle/core/campaigns';
import { holdReasons } from '@fettle/core/deployment';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Because, Envelope, Id, Instant, LongText, ManagerIdSchema, Name, PageQuery, page, RingIndex } from './shared.ts';
import { AssumedSchema, ExpectedTime, StateDeadlineSchema } from './what-if.ts';

const byId = z.object({ id: Id });
/** So many clients at once at most, and approvals in one act. */
export const mostCampaignClients = 2000;
export const mostApprovalsAtOnce = 500;

export const CampaignAboutSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('advisory'), ids: z.array(z.string().trim().min(3).max(100)).min(1).max(50) }),
    z.strictObject({
      kind: z.literal('package'),
      manager: ManagerIdSchema,
      name: z.string().trim().min(1).max(300),
      fixed: z.string().trim().min(1).max(300),
    }),
    z.strictObject({ kind: z.literal('urgent') }),
  ])
  .meta({
    id: 'CampaignAbout',
    description: 'which updates it brings: what ends an advisory, a package from a version on, or all that is urgent',
  });

const Counts = z
  .object(
    Object.fromEntries(clientStandings.map((one) => [one, z.number().int()])) as Record<(typeof clientStandings)[number], z.ZodNumber>,
  )
  .meta({ id: 'CampaignCounts', description: 'how many clients stand how; together all of its clients that are in reach' });

export const CampaignView = z
  .object({
    id: Id,
    title: Name,
    reason: z.string(),
    owner: z.string(),
    about: CampaignAboutSchema,
    aboutWords: z.string(),
    source: z.enum(['person', 'emergency']),
    createdAt: Instant,
    createdBy: z.string(),
    withdrawn: z
      .object({ at: Instant, because: z.string() })
      .nullable()
      .meta({ description: 'its reason is gone: what it rests on was taken back' }),
    clients: z.number().int().meta({ description: 'clients in it that are in reach' }),
    standings: Counts,
    devices: z.number().int(),
    verified: z.number().int(),
    failed: z.number().int(),
    stopped: z.number().int().meta({ description: 'clients for which it is stopped' }),
    open: z.boolean().meta({ description: 'something may still come of it' }),
  })
  .meta({ id: 'Campaign' });

export const CampaignBreaks = z
  .object({
    devices: z.number().int(),
    changes: z.number().int(),
    restarts: z.number().int().meta({ description: 'devices that will restart for it' }),
    restartsUnknown: z.number().int().meta({ description: 'devices of which nobody knows whether they will' }),
    noWayBack: z.number().int(),
    missionCritical: z.number().int(),
    removals: z.number().int(),
    packages: z.array(z.string()).meta({ description: 'packages that change, at most 50' }),
  })
  .meta({ id: 'CampaignBreaks', description: 'what it would touch, by the plan as it will be approved' });

export const CampaignClientView = z
  .object({
    clientId: Id,
    clientName: Name,
    standing: z.enum(clientStandings),
    deploymentId: Id.nullable(),
    waiting: z.string().nullable().meta({ description: 'what it waits for, in words' }),
    detail: z.string().meta({ description: 'why there is nothing to do, or why it was left out' }),
    devices: z.number().int(),
    verified: z.number().int(),
    failed: z.number().int(),
    inFlight: z.number().int(),
    holds: z.array(z.object({ reason: z.string(), detail: z.string(), since: Instant })),
    approvals: z.object({ given: z.number().int(), needed: z.number().int() }),
    lastRingFrom: Instant.nullable().meta({ description: 'its last ring begins no earlier' }),
    until: Instant.nullable().meta({ description: 'nothing of it starts after that' }),
    overdue: z.number().int().meta({ description: 'devices that are still offered what it brings, past their deadline' }),
    stopped: z.object({ at: Instant, by: z.string(), because: z.string() }).nullable(),
    breaks: CampaignBreaks.nullable().meta({ description: 'null: there is no plan yet' }),
    promotable: z
      .object({
        ring: z.number().int(),
        name: z.string(),
        soakUntil: Instant.nullable(),
        nextFrom: Instant.nullable().meta({ description: 'the next ring begins no earlier, whoever promotes' }),
        stepsOpen: z.array(z.string()).meta({ description: 'steps of the test plan of which nobody has said what came of them' }),
      })
      .nullable()
      .meta({ description: 'the ring that soaks and that a person could let pass now' }),
    may: z.object({ hold: z.boolean(), approve: z.boolean(), propose: z.boolean() }),
  })
  .meta({ id: 'CampaignClient' });

export const CampaignDetail = CampaignView.extend({
  items: z.array(CampaignClientView),
  breaks: CampaignBreaks.meta({ description: 'over all clients that have a plan' }),
  planned: z.number().int().meta({ description: 'clients that have a plan: of so many the figures of `breaks` are' }),
  overdue: z.number().int(),
  affected: z
    .object({
      devices: z.number().int(),
      fixOffered: z.number().int(),
      fixNotOffered: z.number().int(),
      noFix: z.number().int(),
      restartPending: z.number().int(),
    })
    .nullable()
    .meta({ description: 'devices that have the vulnerability now, of clients in reach; null: it is not about one' }),
  risks: z.array(
    z.object({ manager: ManagerIdSchema, name: z.string(), version: z.string(), level: z.string(), why: z.array(z.string()) }),
  ),
  canStop: z.string().nullable().meta({ description: 'null: it can be stopped; else why not' }),
  canRelease: z.string().nullable(),
  canPromote: z.string().nullable().meta({ description: 'null: somewhere a ring soaks that could be promoted; else why not' }),
}).meta({ id: 'CampaignDetail' });

export const CampaignReach = z
  .object({
    clientId: Id,
    clientName: Name,
    devices: z.number().int().meta({ description: 'devices to which such an update is offered' }),
    updates: z.number().int(),
    missionCritical: z.number().int(),
    noPolicy: z.boolean().meta({ description: 'its policy is not whole: nothing could be planned' }),
  })
  .meta({ id: 'CampaignReach' });

const listed = <Row extends z.ZodType>(row: Row) =>
  z.object({
    count: z.number().int(),
    shown: z.array(row).meta({ description: 'the first of them; of one client that is asked for by itself up to 500' }),
  });

export const CampaignForecastSchema = z
  .object({
    asOf: Instant.meta({ description: 'the state of its deployment that the futures begin with' }),
    computedAt: Instant,
    runs: z.number().int().meta({ description: 'futures that were played: of a large campaign fewer than were asked for' }),
    complete: z.boolean(),
    devices: z.number().int(),
    verified: ExpectedTime.meta({ description: 'when its last device is verified' }),
    ended: ExpectedTime,
    succeeded: z.number().int().meta({ description: 'in how many futures all goes well' }),
    deadlines: z.object({ devices: z.number().int(), met: z.number().int(), missed: z.number().int() }),
    late: listed(
      z.object({
        deviceId: Id,
        deviceName: z.string(),
        deadline: StateDeadlineSchema.nullable(),
        verified: ExpectedTime,
        missed: z.number().int(),
        never: z.number().int(),
        why: z.string().nullable(),
      }),
    ).meta({ description: 'devices that are late or never done in some future, the surest first' }),
    windows: listed(z.object({ from: Instant, to: Instant, devices: z.number().int() })).meta({
      description: 'openings that are used, in the middle future',
    }),
    holds: z.array(z.object({ reason: z.enum(holdReasons), detail: z.string(), of: z.number().int() })),
    touched: z.object(
      Object.fromEntries(touchKinds.map((kind) => [kind, z.number().int()])) as Record<(typeof touchKinds)[number], z.ZodNumber>,
    ),
    touches: listed(z.object({ kind: z.enum(touchKinds), deviceId: Id, deviceName: z.string(), detail: z.string() })),
    services: z
      .array(z.object({ name: z.string(), devices: z.number().int(), restarts: z.number().int() }))
      .meta({ description: 'business services whose devices change, at most 100' }),
  })
  .meta({ id: 'CampaignForecast', description: 'what simulated futures say of one client, and what its change would disturb' });

export const CampaignClientForecast = z
  .object({
    clientId: Id,
    clientName: Name,
    deploymentId: Id.nullable(),
    state: z.enum(['computed', 'computing', 'none']).meta({ description: 'computing: ask again; none: there is nothing to play' }),
    why: z.string().meta({ description: 'why there is none; empty where there is one' }),
    forecast: CampaignForecastSchema.nullable(),
  })
  .meta({ id: 'CampaignClientForecast' });

const ForecastAsk = AssumedSchema.extend({
  clientId: Id.nullable().default(null).meta({ description: 'this client alone, with more of its rows; null: all in reach' }),
  after: Instant.nullable().default(null).meta({ description: 'what was computed up to then is computed anew' }),
});

export type ForecastAsked = z.infer<typeof ForecastAsk>;

const EmergencyLane = z
  .object({
    on: z.boolean(),
    exploited: z.boolean().meta({ description: 'what its publisher says is exploited, though it is not in the catalogue, too' }),
    critical: z.boolean().meta({ description: 'what is critical by its CVSS and attacked over the network, too' }),
    version: z.number().int().meta({ description: 'how often the rule was set; 0: never' }),
    changed: z.object({ at: Instant, by: z.string() }).nullable(),
  })
  .meta({ id: 'EmergencyLane' });

const Chosen = z.union([z.array(Id).min(1).max(mostCampaignClients), z.literal('all')]);

/** Of what was handed in for several deployments at once. */
const EachAnswer = z.object({
  taken: z.number().int(),
  refused: z.array(z.object({ deploymentId: Id, clientName: z.string(), detail: z.string() })),
  campaign: CampaignDetail,
});

export const campaignRoutes = {
  listCampaigns: route({
    method: 'GET',
    path: '/api/v1/campaigns',
    summary: 'Campaigns that have a client in reach, the newest first',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery,
    response: page(CampaignView),
  }),
  getCampaign: route({
    method: 'GET',
    path: '/api/v1/campaigns/:id',
    summary: 'One campaign: totals, and a line for each client in reach',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: CampaignDetail,
  }),
  previewCampaign: route({
    method: 'POST',
    path: '/api/v1/campaigns/preview',
    summary: 'Which clients and devices a campaign would reach; nothing is proposed',
    permission: 'deployment.read',
    tenant: 'client',
    audit: { none: 'nothing changes' },
    body: z.strictObject({ about: CampaignAboutSchema, clientIds: Chosen.default('all') }),
    response: z.object({ clients: z.number().int(), devices: z.number().int(), items: z.array(CampaignReach) }),
  }),
  forecastCampaign: route({
    method: 'POST',
    path: '/api/v1/campaigns/:id/forecast',
    summary:
      'What is to be expected of it at each client, by simulated futures under assumptions; changes nothing. Asked again while clients are computing',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    body: ForecastAsk,
    response: z.object({ now: Instant, computing: z.number().int(), items: z.array(CampaignClientForecast) }),
    rateLimit: { max: 120, perSeconds: 60 },
  }),
  proposeCampaign: route({
    method: 'POST',
    path: '/api/v1/campaigns',
    summary: 'Propose one change for many clients: a deployment is planned for each, and each waits for its approval',
    permission: 'deployment.propose',
    tenant: 'client',
    audit: 'campaign.proposed',
    body: z.strictObject({
      title: Name,
      reason: LongText.default(''),
      owner: z.string().trim().min(1).max(200),
      about: CampaignAboutSchema,
      clientIds: Chosen.default('all'),
      expiresInDays: z.number().min(0.5).max(60).default(14),
    }),
    response: CampaignDetail,
  }),
  approveCampaign: route({
    method: 'POST',
    path: '/api/v1/campaigns/:id/approvals',
    summary: 'Hand in signed approvals of its specs, one for each deployment; each is judged by itself',
    permission: 'deployment.approve',
    tenant: 'client',
    audit: 'deployment.approved',
    params: byId,
    body: z.strictObject({
      approvals: z
        .array(z.strictObject({ deploymentId: Id, envelope: Envelope }))
        .min(1)
        .max(mostApprovalsAtOnce),
    }),
    response: EachAnswer,
  }),
  promoteCampaign: route({
    method: 'POST',
    path: '/api/v1/campaigns/:id/promotions',
    summary: 'Promote rings that soak, one of each deployment that is named; each is judged by itself',
    permission: 'deployment.approve',
    tenant: 'client',
    audit: { none: 'each ring that is promoted is recorded with its deployment, as deployment.ring-promoted' },
    params: byId,
    body: Because.extend({
      rings: z
        .array(z.strictObject({ deploymentId: Id, ring: RingIndex }))
        .min(1)
        .max(mostApprovalsAtOnce),
    }),
    response: EachAnswer,
  }),
  stopCampaign: route({
    method: 'POST',
    path: '/api/v1/campaigns/:id/stop',
    summary: 'Stop it for all clients in reach: nothing new is sent, what runs finishes, and what comes waits',
    permission: 'deployment.hold',
    tenant: 'client',
    audit: 'campaign.stopped',
    params: byId,
    body: Because,
    response: CampaignDetail,
  }),
  releaseCampaign: route({
    method: 'POST',
    path: '/api/v1/campaigns/:id/release',
    summary: 'Release a stopped campaign for all clients in reach',
    permission: 'deployment.hold',
    tenant: 'client',
    audit: 'campaign.released',
    params: byId,
    body: Because,
    response: CampaignDetail,
  }),
  leaveOutOfCampaign: route({
    method: 'POST',
    path: '/api/v1/campaigns/:id/leave-out',
    summary: 'Leave one client out, with the reason: its deployment is cancelled',
    permission: 'deployment.hold',
    tenant: 'client',
    audit: 'campaign.left-out',
    params: byId,
    body: Because.extend({ clientId: Id }),
    response: CampaignDetail,
  }),
  getEmergencyLane: route({
    method: 'GET',
    path: '/api/v1/emergency-lane',
    summary: 'Whether newly exploited vulnerabilities become prepared campaigns by themselves',
    permission: 'settings.read',
    tenant: 'provider',
    audit: reading,
    response: EmergencyLane,
  }),
  setEmergencyLane: route({
    method: 'PUT',
    path: '/api/v1/emergency-lane',
    summary: 'Switch that on or off, and say which others become one; what is prepared stays',
    permission: 'deployment.propose',
    tenant: 'provider',
    audit: 'emergency-lane.set',
    body: z.strictObject({
      on: z.boolean(),
      exploited: z.boolean().optional().meta({ description: 'left out: as it was' }),
      critical: z.boolean().optional().meta({ description: 'left out: as it was' }),
    }),
    response: EmergencyLane,
  }),
} as const;
