/**
 * What the API shows of the things that people know: one schema a thing, named like the thing. Feature by feature: people, clients,
 * devices, updates, policies, deployments, evidence, trust, settings.
 */
import { gateAnswers, holdReasons, runOutcomes, runPhases } from '@fettle/core/deployment';
import { deviceTiers } from '@fettle/core/risk';
import { z } from 'zod';
import { permissions, roles, type Permission, type RoleId } from './permissions.ts';
import { Unwell } from './capacity.ts';
import { DependantView } from './dependants.ts';
import { GateEvidenceSchema, TestStandingView, TestStepView } from './tests.ts';
import { OfferClockEvent, OfferDeadline } from './clocks.ts';
import { Base64, Hash, Id, Instant, KeyId, LongText, Mail, ManagerIdSchema, Name, Zone } from './shared.ts';
import {
  ListeningSchema,
  OfferSchema,
  RuntimeStateSchema,
  SystemFactsSchema,
  TroubleSchema,
  ListStateSchema,
  SimulationSchema,
  InstallResult,
} from './agent.ts';

export const PermissionName = z.enum(Object.keys(permissions) as [Permission, ...Permission[]]);
export const RoleName = z.enum(Object.keys(roles) as [RoleId, ...RoleId[]]);

// People
export const Grant = z.object({ role: RoleName, clientId: Id.nullable().meta({ description: 'null: all clients' }) });
export const Person = z
  .object({
    id: Id,
    name: Name,
    mail: Mail,
    approver: z.boolean(),
    reviewer: z.boolean(),
    grants: z.array(Grant),
    invited: z.boolean(),
    createdAt: Instant,
    lastSeenAt: Instant.nullable(),
  })
  .meta({ id: 'Person' });
export const Me = z
  .object({
    person: Person.nullable(),
    apiKey: z.object({ id: Id, name: Name }).nullable(),
    permissions: z.array(PermissionName),
    clients: z.union([z.literal('all'), z.array(Id)]),
    csrf: z.string().nullable(),
  })
  .meta({ id: 'Me' });
export const ApiKey = z
  .object({ id: Id, name: Name, grants: z.array(Grant), createdAt: Instant, lastUsedAt: Instant.nullable(), expiresAt: Instant.nullable() })
  .meta({ id: 'ApiKey' });

// Clients
export const Contact = z
  .object({ id: Id, name: Name, mail: Mail, language: z.string().max(35), siteIds: z.array(Id).meta({ description: 'empty: all sites' }) })
  .meta({ id: 'Contact' });
export const Site = z.object({ id: Id, clientId: Id, name: Name, zone: Zone, devices: z.number().int() }).meta({ id: 'Site' });
export const ClientSummary = z
  .object({
    id: Id,
    name: Name,
    sites: z.number().int(),
    devices: z.number().int(),
    silentDevices: z.number().int(),
    devicesMissingSecurity: z.number().int(),
    urgentUpdates: z.number().int(),
    activeDeployments: z.number().int(),
    needsPerson: z.number().int(),
    createdAt: Instant,
  })
  .meta({ id: 'ClientSummary' });
export const Client = ClientSummary.extend({
  siteList: z.array(Site),
  contacts: z.array(Contact),
  policyId: Id.nullable(),
  policyName: z.string().nullable(),
}).meta({ id: 'Client' });
export const EnrolmentToken = z
  .object({
    id: Id,
    clientId: Id,
    siteId: Id,
    note: z.string(),
    usesLeft: z.number().int().nullable(),
    expiresAt: Instant,
    createdAt: Instant,
    createdBy: z.string(),
    used: z.number().int(),
  })
  .meta({ id: 'EnrolmentToken' });
export const EnrolmentTokenMade = EnrolmentToken.extend({
  token: z.string(),
  installLine: z.string().meta({ description: 'the one line that installs and enrols the agent as a Debian package' }),
  enrolLine: z.string().meta({ description: 'the one line that enrols an agent that is installed already' }),
  caution: z
    .string()
    .nullable()
    .meta({ description: 'why these lines work on the machine of the server only; null: they do not name it by an address of its own' }),
}).meta({ id: 'EnrolmentTokenMade' });

// Devices
export const Tier = z.enum(deviceTiers);
export const Exposure = z.enum(['internet', 'internal', 'isolated']);
export const DeviceHealth = z
  .enum(['good', 'attention', 'failing', 'unknown'])
  .meta({ description: 'derived: silent, quarantined, could not be asked … never stored' });
export const DeviceSummary = z
  .object({
    id: Id,
    clientId: Id,
    clientName: Name,
    siteId: Id,
    siteName: Name,
    name: z.string(),
    osName: z.string(),
    mode: z.enum(['observe', 'manage']),
    tier: Tier.nullable(),
    exposure: Exposure.nullable(),
    status: z.enum(['active', 'quarantined', 'retired']),
    health: DeviceHealth,
    healthReason: z.string(),
    missing: z.number().int().nullable(),
    missingSecurity: z.number().int().nullable(),
    restartPending: z.boolean().nullable(),
    lastSeenAt: Instant.nullable(),
    scannedAt: Instant.nullable(),
    listsRefreshedAt: Instant.nullable(),
    zone: Zone,
  })
  .meta({ id: 'DeviceSummary' });
export const Due = z
  .object({ at: Instant, by: z.string().meta({ description: 'the clause or agreement that sets it' }) })
  .meta({ id: 'Due' });
/** The business service that a device carries, and what its outage means in the client's words. */
export const BusinessService = z.string().trim().min(1).max(200);
export const Outage = z.string().trim().min(1).max(2000);
/** How likely an update itself does harm. It never changes urgency or deadline. */
export const PatchRisk = z
  .object({
    level: z.enum(['low', 'raised', 'high']),
    reasons: z.array(
      z.object({ code: z.string(), weight: z.enum(['none', 'raises', 'high']), sentence: z.string(), link: z.string().nullable() }),
    ),
  })
  .meta({ id: 'PatchRisk', description: 'what could go wrong with the update; never mixed with urgency and deadline' });
/** A vulnerability that an offer ends on a device, with what the decision was made on. */
export const EndedVulnerability = z
  .object({
    id: z.string(),
    advisories: z.array(z.string()),
    urgency: z.enum(['urgent', 'normal']),
    reasons: z.array(z.string()),
    defaulted: z.array(z.object({ input: z.string(), value: z.string().nullable(), why: z.string() })),
    ssvc: z.string().nullable(),
    bod2604: z.string().nullable(),
    cvss: z.object({ vector: z.string(), score: z.number().nullable(), severity: z.string().nullable() }).nullable(),
    epss: z.number().nullable(),
    kevAdded: z.string().nullable(),
  })
  .meta({ id: 'EndedVulnerability' });
export const DeviceOffer = OfferSchema.extend({
  manager: ManagerIdSchema,
  cves: z.array(z.string()).nullable(),
  urgency: z.enum(['urgent', 'normal']),
  reasons: z.array(z.string()),
  basis: z.enum(['vulnerabilities', 'unmatched', 'no-vulnerability']).meta({ description: 'what the urgency was decided on' }),
  vulnerabilities: z.array(EndedVulnerability).meta({ description: 'what it ends on this device; the one that decided first' }),
  due: Due.nullable(),
  deadlines: z.array(OfferDeadline).meta({ description: 'one a framework that the client is held to, the tightest first' }),
  clockEvents: z
    .array(OfferClockEvent)
    .meta({ description: 'what deadlines are counted from, with its source: of the vulnerabilities that decide them' }),
  decision: z
    .object({
      id: Id.nullable().meta({ description: 'the decision that counts here; null: none is in force' }),
      state: z.enum(['open', 'decided', 'expired']),
      why: z.string(),
      needsPerson: z.string().nullable(),
    })
    .meta({ description: 'what was decided of it for this device' }),
  word: z
    .object({
      id: Id,
      says: z.enum(['fault', 'urgent', 'normal']),
      by: z.string(),
      holdsFor: z.string().meta({ description: 'for what it was said: the whole client, or its sites or devices by name' }),
      ruled: z
        .object({ urgency: z.enum(['urgent', 'normal']), reasons: z.array(z.string()) })
        .nullable()
        .meta({ description: 'what the rules say; null: the same' }),
      notFollowed: z.string().nullable().meta({ description: 'why it was not followed' }),
    })
    .nullable()
    .meta({ description: 'what a person said of its urgency, and counts here; null: nobody said anything' }),
  patchRisk: PatchRisk,
  statement: z
    .array(z.object({ about: z.enum(['service', 'urgency', 'deadline', 'patch-risk']), sentence: z.string() }))
    .meta({ description: 'the risk in sentences, for whoever decides' }),
  firstSeenAt: Instant,
  deploymentId: Id.nullable(),
}).meta({ id: 'DeviceOffer' });
/** Who can reach a device by its own measure. `exposure` of the device is a person's word, and counts where it is set. */
export const ExposureMeasured = z
  .object({
    value: z.enum(['internet', 'internal']).nullable().meta({ description: 'null: the device has not told enough to say' }),
    why: z.string(),
    listening: z
      .array(ListeningSchema.extend({ reach: z.enum(['internet', 'internal']).nullable() }))
      .nullable()
      .meta({ description: 'what listens beyond loopback, with who can reach it; null: not told' }),
    contradiction: z
      .string()
      .nullable()
      .meta({ description: 'where the device can be reached by more than the person says who set its exposure' }),
  })
  .meta({ id: 'ExposureMeasured' });
export const Device = DeviceSummary.extend({
  keyId: KeyId,
  owner: z.string().nullable(),
  service: z.string().nullable().meta({ description: 'the business service that it carries; null: not set' }),
  outage: z.string().nullable().meta({ description: 'what its outage means, in the client’s words; null: not set' }),
  dependsOn: z.array(z.object({ id: Id, name: z.string() })),
  dependants: z.array(z.object({ id: Id, name: z.string() })),
  host: z.object({ id: Id, name: z.string() }).nullable().meta({ description: 'the device that it runs on; null: none is known' }),
  guests: z.array(z.object({ id: Id, name: z.string() })).meta({ description: 'devices that run on it' }),
  clusters: z.array(z.object({ id: Id, name: z.string(), most: z.number().int() })),
  unwell: Unwell.nullable().meta({
    description: 'a change of it ended badly, and nothing has shown since that it is well; null: nothing is known against it',
  }),
  system: SystemFactsSchema.nullable(),
  runtime: RuntimeStateSchema.omit({ listening: true }).nullable(),
  restartPendingSince: Instant.nullable().optional().meta({ description: 'since when its scans say that a restart is due; null: none is' }),
  exposureMeasured: ExposureMeasured,
  lists: ListStateSchema.nullable(),
  trouble: TroubleSchema.nullable(),
  problems: z.array(TroubleSchema),
  packages: z.number().int().nullable(),
  agentVersion: z.string().nullable(),
  enrolledAt: Instant,
  quarantine: z.object({ since: Instant, because: z.string() }).nullable(),
  policy: z.object({ id: Id, name: z.string(), version: z.number().int() }).nullable(),
  waitingOn: z.array(z.object({ deploymentId: Id, title: z.string(), sentence: z.string(), until: Instant.nullable() })),
}).meta({ id: 'Device' });
export const InstalledRow = z
  .object({
    manager: ManagerIdSchema,
    name: z.string(),
    version: z.string(),
    architecture: z.string(),
    sourceName: z.string(),
    module: z.string().nullable().meta({ description: 'modularity label, name:stream:version:context' }),
    condition: z.string(),
    pinned: z.boolean(),
  })
  .meta({ id: 'InstalledRow' });
export const TimelineEntry = z
  .object({
    at: Instant,
    kind: z.string(),
    sentence: z.string(),
    deploymentId: Id.nullable(),
    status: z.enum(['good', 'attention', 'failing', 'unknown', 'running', 'neutral']),
    detail: z.string().nullable(),
  })
  .meta({ id: 'TimelineEntry' });

// Updates: one row an update, never one a device
/** What a person says of the urgency of an update, where the update itself is shown. */
export const UrgencySaid = z
  .object({
    says: z.enum(['fault', 'urgent', 'normal']),
    by: z.string(),
    reason: z.string(),
    endsAt: Instant.nullable(),
    clientName: z.string(),
  })
  .meta({ id: 'UrgencySaid' });
export const Update = z
  .object({
    id: z.string().meta({ description: 'software id of the newer version' }),
    manager: ManagerIdSchema,
    ecosystem: z.string(),
    name: z.string(),
    architecture: z.string(),
    version: z.string(),
    sourceName: z.string(),
    class: z.enum(['security', 'normal']),
    urgency: z.enum(['urgent', 'normal']).meta({ description: 'urgent where it is on any device' }),
    urgentOn: z.number().int().meta({ description: 'devices on which it is urgent' }),
    due: Due.nullable().meta({ description: 'the first deadline on any device' }),
    cves: z.array(z.string()).nullable(),
    cvesUnknownOn: z.number().int(),
    origin: z.string(),
    bytes: z.number(),
    devices: z.number().int(),
    withheldOn: z.number().int(),
    clients: z.number().int(),
    fromVersions: z.array(z.string()),
    firstSeenAt: Instant,
    inDeployments: z.number().int(),
    said: z.array(UrgencySaid).meta({ description: 'what people say of its urgency now, newest first' }),
  })
  .meta({ id: 'Update' });
export const UpdateDetail = Update.extend({
  patchRisk: PatchRisk.meta({ description: 'the least that it is on any device; each device may add its own reasons' }),
}).meta({ id: 'UpdateDetail' });
export const UpdateDevice = z
  .object({
    deviceId: Id,
    deviceName: z.string(),
    clientId: Id,
    clientName: z.string(),
    siteName: z.string(),
    from: z.string(),
    withheld: z.string().nullable(),
    tier: Tier.nullable(),
    firstSeenAt: Instant,
    cves: z.array(z.string()).nullable(),
    deploymentId: Id.nullable(),
  })
  .meta({ id: 'UpdateDevice' });

// Policies
export const PolicyBody = z.unknown().meta({ id: 'PolicyBody', description: "core's Policy; checked by parsePolicy when saved" });
export const Opening = z
  .object({
    opensAt: Instant,
    closesAt: Instant,
    zone: Zone,
    wall: z.string(),
    closed: z
      .object({ kind: z.enum(['freeze', 'holiday']), name: z.string() })
      .nullable()
      .meta({ description: 'why it is no opening; null: it is one' }),
    shortenedBy: z.string().nullable().meta({ description: 'the freeze that takes a part of it' }),
    clientWall: z.string().nullable().meta({ description: 'by the client’s clock; null: that is the clock of `wall`, or there is none' }),
  })
  .meta({ id: 'Opening' });
export const ClientZone = z
  .object({ zone: Zone, site: z.string() })
  .meta({ id: 'ClientZone', description: 'a client has no clock of its own: that of its first site' });
export const Lint = z.object({ code: z.string(), severity: z.enum(['attention', 'failing']), sentence: z.string() });
export const PolicyProblem = z.object({ path: z.string(), message: z.string() });
export const PolicySummary = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    name: Name,
    version: z.number().int(),
    owner: z.string(),
    reviewAt: z.string().nullable(),
    savedAt: Instant,
    savedBy: z.string(),
    devices: z.number().int(),
    nextOpening: Opening.nullable(),
    lint: z.array(Lint),
  })
  .meta({ id: 'PolicySummary' });
export const PolicyDetail = PolicySummary.extend({
  body: PolicyBody,
  versions: z.array(z.object({ version: z.number().int(), savedAt: Instant, savedBy: z.string(), digest: Hash })),
  openings: z.array(Opening),
}).meta({ id: 'PolicyDetail' });

// Deployments
export const HoldSchema = z.object({
  id: z.string(),
  reason: z.enum(holdReasons),
  since: Instant,
  ring: z.number().int().nullable(),
  detail: z.string(),
  by: z.string(),
});
export const WaitingLine = z.object({ sentence: z.string(), until: Instant.nullable(), deviceId: Id.nullable() });
export const CommandState = z.object({ kind: z.string(), label: z.string(), allowed: z.boolean(), sentence: z.string().nullable() });
export const DeploymentSummary = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    title: z.string(),
    status: z.enum(['proposed', 'active', 'succeeded', 'ended with failures', 'cancelled']),
    createdAt: Instant,
    createdBy: z.string(),
    devices: z.number().int(),
    verified: z.number().int(),
    failed: z.number().int(),
    inFlight: z.number().int(),
    open: z.number().int(),
    ring: z.string().nullable(),
    holds: z.array(HoldSchema),
    waiting: WaitingLine.nullable(),
    wakeAt: Instant.nullable(),
    predecessorId: Id.nullable(),
    lane: z.string().nullable().meta({ description: 'null: its policy has no lanes' }),
  })
  .meta({ id: 'DeploymentSummary' });
export const ProposalDevice = z.object({
  deviceId: Id,
  deviceName: z.string(),
  state: z.enum(['asked', 'answered', 'failed', 'no answer']),
  because: z.string().nullable(),
  leftOut: z
    .array(z.object({ what: z.string(), why: z.string(), decisionId: Id.nullable() }))
    .meta({ description: 'updates that a block, an exception or a workaround keeps off it' }),
  simulation: SimulationSchema.nullable(),
});
export const RunView = z.object({
  deviceId: Id,
  deviceName: z.string(),
  ring: z.number().int(),
  attempt: z.number().int(),
  label: z.enum([...runPhases, ...runOutcomes]),
  phase: z.enum(runPhases),
  outcome: z.enum(runOutcomes).nullable(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
  waiting: z.string().nullable(),
  waitingUntil: Instant.nullable(),
  progressAt: Instant.nullable(),
  secured: z.boolean(),
  result: InstallResult.nullable(),
  expected: z
    .object({ seconds: z.number().int(), from: z.string() })
    .nullable()
    .optional()
    .meta({ description: 'how long it was expected to take, and from what that was known' }),
  order: z
    .object({ turn: z.number().int(), why: z.string() })
    .nullable()
    .optional()
    .meta({ description: 'its place in the order of its ring, from 1, and why; null: of a plan from before there was one' }),
  wayBackFailed: z
    .object({
      tried: z.string(),
      next: z.array(
        z.object({
          way: z.string(),
          can: z
            .enum(['rebuild', 'roll-back'])
            .nullable()
            .meta({ description: 'what a person does to take it; null: it can not be taken any more' }),
          sentence: z.string(),
          rebuild: z.object({ by: z.string(), from: z.string(), minutes: z.number().int(), steps: z.string() }).optional(),
        }),
      ),
    })
    .optional()
    .meta({
      description: 'its approved way back was gone and failed: what the plan of its policy names after it; not there: it did not fail',
    }),
  waysAfter: z
    .array(z.object({ way: z.string(), sentence: z.string() }))
    .optional()
    .meta({
      description:
        'what the plan of its policy names after its approved way back, and what can be done of it if that fails; not there: nothing, or the shares are not shown',
    }),
});
export const RingView = z.object({
  index: z.number().int(),
  name: z.string(),
  phase: z.enum(['closed', 'open', 'soaking', 'passed']),
  answer: z.enum(gateAnswers).nullable(),
  earliest: Instant,
  soakUntil: Instant.nullable(),
  gate: z.object({ minVerified: z.number(), minRate: z.number(), soak: z.string() }),
  devices: z.number().int(),
  verified: z.number().int(),
  failed: z.number().int(),
  evidence: GateEvidenceSchema.optional().meta({
    description: 'what it had shown when it passed; not there: it has not, or it was not kept then',
  }),
});
export const Deployment = DeploymentSummary.extend({
  reason: z.string(),
  proposal: z.object({ devices: z.array(ProposalDevice), ready: z.boolean(), warnings: z.array(Lint), problems: z.array(Lint) }).nullable(),
  specHash: Hash.nullable(),
  spec: z
    .object({ header: z.unknown(), shares: z.array(z.unknown()) })
    .nullable()
    .meta({ description: 'core Spec; the hash is to be recomputed from it' }),
  approvals: z.array(
    z.object({
      keyid: KeyId,
      name: z.string(),
      at: Instant,
      standing: z.boolean().meta({ description: 'not the spec was signed but a policy version, within which it lies' }),
    }),
  ),
  rings: z.array(RingView),
  tests: z.array(TestStepView).optional().meta({ description: 'steps that must be done on the first ring before the second begins' }),
  testStanding: TestStandingView.nullable()
    .optional()
    .meta({ description: 'whether what changed beyond the first ring had been tested; null: nothing has begun' }),
  dependants: z.array(DependantView).meta({
    description: 'devices that depend on one that changes, with what their checks said before and after; those that are not well first',
  }),
  acceptable: z
    .array(z.object({ holdId: z.string(), deviceIds: z.array(Id) }))
    .meta({ description: 'for each hold that a person can release: the devices whose end the release may accept' }),
  runs: z.array(RunView),
  waitingOn: z.array(WaitingLine),
  commands: z.array(CommandState),
  canRollBack: z.object({ allowed: z.boolean(), sentence: z.string().nullable() }),
  policy: z.object({ id: Id, name: z.string(), version: z.number().int() }),
  campaign: z
    .object({ id: Id, title: z.string() })
    .nullable()
    .meta({ description: 'of which it is the part of this client; null: of none' }),
  successorIds: z.array(Id),
  approvalLateAt: Instant.nullable().meta({
    description: 'when an approval that is still waited for is late, by its lane; null: it is not waited for, or no time is set',
  }),
  patchRisks: z
    .array(z.object({ manager: ManagerIdSchema, name: z.string(), version: z.string(), patchRisk: PatchRisk }))
    .meta({ description: 'its updates that are not of low patch risk wherever they go, the highest first; none once it is over' }),
  lint: z.array(Lint),
}).meta({ id: 'Deployment' });
export const DeploymentEventView = z.object({ seq: z.number().int(), at: Instant, kind: z.string(), sentence: z.string() });

// Today
export const TodayItem = z
  .object({
    id: z.string(),
    kind: z.enum([
      'emergency',
      'approval',
      'standing approval',
      'hold',
      'failed run',
      'rebuild',
      'regression',
      'checks again',
      'way back',
      'refusal',
      'quarantine',
      'silent device',
      'discovered',
      'process audit',
      'could not ask',
      'restart pending',
      'urgent updates',
      'expired decision',
      'workaround',
      'not deployed',
      'decision review',
      'support ended',
      'support ends',
      'notice failed',
      'trust',
      'policy lint',
      'superseded',
    ]),
    clientId: Id.nullable(),
    clientName: z.string().nullable(),
    title: z.string(),
    why: z.string(),
    since: Instant,
    by: Instant.nullable(),
    action: z.object({ label: z.string(), path: z.string() }),
  })
  .meta({ id: 'TodayItem' });
export const Today = z
  .object({
    items: z.array(TodayItem),
    next: z.array(z.object({ at: Instant, sentence: z.string(), path: z.string() })),
    counts: z.object({
      clients: z.number().int(),
      devices: z.number().int(),
      silent: z.number().int(),
      updates: z.number().int(),
      urgent: z.number().int(),
    }),
  })
  .meta({ id: 'Today' });

// Evidence
export const AuditEntry = z
  .object({
    chain: z.string(),
    seq: z.number().int(),
    at: Instant,
    action: z.string(),
    actor: z.string(),
    subject: z.string(),
    sentence: z.string(),
    entry: z.string().meta({ description: 'the exact text that was hashed' }),
    head: Hash,
  })
  .meta({ id: 'AuditEntry' });
export const NoticeView = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    kind: z.string(),
    to: z.string(),
    toName: z.string(),
    subject: z.string(),
    text: z.string(),
    state: z.enum(['waiting', 'delivered', 'in outbox (no mail server)', 'rejected', 'given up', 'withdrawn']).meta({
      description: '`withdrawn`: never sent, because what it tells of is past or is told otherwise by a later one',
    }),
    tries: z.number().int(),
    lastTrouble: z.string().nullable(),
    deploymentId: Id.nullable(),
    createdAt: Instant,
    deliveredAt: Instant.nullable(),
    acknowledgedAt: Instant.nullable().meta({ description: 'when the contact confirmed, by the link in it, to have read it' }),
  })
  .meta({ id: 'Notice' });
export const OpenedNotice = z
  .object({
    providerName: z.string(),
    clientName: z.string(),
    contactName: z.string(),
    language: z.string(),
    subject: z.string(),
    text: z.string(),
    acknowledgedAt: Instant.nullable(),
  })
  .meta({ id: 'OpenedNotice' });
export const ReportView = z.object({ deploymentId: Id, html: z.string(), builtAt: Instant, digest: Hash }).meta({ id: 'Report' });

// Trust and settings
export const Admission = z
  .object({
    id: Id,
    keyid: KeyId,
    publicKey: Base64,
    personId: Id,
    personName: z.string(),
    label: z.string(),
    askedAt: Instant,
    admitted: z.boolean(),
  })
  .meta({ id: 'Admission' });
export const Trust = z
  .object({
    rootKeyId: KeyId,
    authorityVersion: z.number().int(),
    authority: z.unknown(),
    issuedAt: Instant,
    expiresAt: Instant,
    rootKeyOnServer: z.boolean().meta({ description: 'true while the root key still lies in the keys folder of this machine' }),
    approvers: z.array(
      z.object({
        keyid: KeyId,
        name: z.string(),
        personId: z.string().nullable(),
        clients: z.union([z.literal('*'), z.array(z.string())]),
        expiresAt: Instant,
      }),
    ),
    admissions: z.array(Admission),
    stop: z.object({ version: z.number().int(), state: z.enum(['stop', 'go']), at: Instant }).nullable(),
  })
  .meta({ id: 'Trust' });
export const Settings = z
  .object({
    version: z.string(),
    publicUrl: z.string(),
    agentUrl: z.string(),
    providerName: z.string(),
    smtp: z.object({ configured: z.boolean(), from: z.string().nullable() }),
    database: z.object({ kind: z.enum(['embedded', 'given']), version: z.string(), bytes: z.number() }),
    counts: z.object({ clients: z.number().int(), devices: z.number().int(), software: z.number().int() }),
    checkInSeconds: z.number(),
    startedAt: Instant,
  })
  .meta({ id: 'Settings' });
export { LongText };
