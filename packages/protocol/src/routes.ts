/**
 * THE route table: every address of the people's listener with its method, permission, audit action and schemas. The server registers
 * handlers from it, the console and the CLI call through it, the OpenAPI document and the reference are made from it.
 * `tenant`: `client` routes show or change one client's data and are walked by the isolation test; `provider` routes belong to the
 * installation; `open` need nobody signed in. `audit`: the action that is recorded, or why none is.
 * It is long because it is one table; what came later stands with its schemas in a file a feature (feeds.ts) and is spread in here.
 */
import { laterWays } from '@fettle/core/deployment';
import { z } from 'zod';
import { agreementRoutes } from './agreements.ts';
import { calendarRoutes } from './calendar.ts';
import { campaignRoutes } from './campaigns.ts';
import { capacityRoutes } from './capacity.ts';
import { decisionRoutes } from './decisions.ts';
import { deskRoutes } from './desk.ts';
import { feedRoutes } from './feeds.ts';
import { knownIssueRoutes } from './known-issues.ts';
import { findingRoutes } from './findings.ts';
import { lifecycleRoutes } from './lifecycle.ts';
import * as m from './models.ts';
import { evidencePackRoutes } from './evidence-packs.ts';
import { monthRoutes } from './months.ts';
import { processAuditRoutes } from './process-audits.ts';
import { programmeRoutes } from './programmes.ts';
import { reading, route } from './route.ts';
import { Because, Done, Envelope, Hash, Id, KeyId, LongText, Mail, Name, PageQuery, RingIndex, Zone, page, Base64 } from './shared.ts';
import { TestResultBody } from './tests.ts';
import { checklistRoutes } from './checklist.ts';
import { policyFindingRoutes } from './policy-findings.ts';
import { openingRoutes } from './openings.ts';
import { putOffRoutes } from './put-off.ts';
import { deploymentStandingRoutes } from './deployment-standing.ts';
import { proposalLookRoutes } from './proposal-looks.ts';
import { policyLevelRoutes } from './policy-levels.ts';
import { commandRoutes } from './commands.ts';
import { RingCoverage } from './ring-coverage.ts';
import { destinationRoutes } from './destinations.ts';
import { discoveredRoutes } from './discovered.ts';
import { standInRoutes } from './stand-ins.ts';
import { standingRoutes } from './standing-approvals.ts';
import { selectionRoutes } from './selection.ts';
import { StopFileSchema } from './stop-file.ts';
import { urgencyWordRoutes } from './urgency-words.ts';
import { fleetReportRoutes } from './fleet-reports.ts';
import { rebuildRoutes } from './rebuilds.ts';
import { regressionRoutes } from './regressions.ts';
import { rollbackRoutes } from './rollback.ts';
import { whatIfRoutes } from './what-if.ts';

const byId = z.object({ id: Id });
const password = z.string().min(12).max(200);
const totpCode = z.string().regex(/^\d{6}$/);
const inClient = PageQuery.extend({ clientId: Id.optional() });

export const routes = {
  // Sign-in
  welcome: route({
    method: 'POST',
    path: '/api/v1/welcome',
    summary: 'Look at a one-time link: the first person, or an invitation',
    permission: 'open',
    tenant: 'open',
    audit: { none: 'nothing changes' },
    body: z.strictObject({ token: z.string().max(200) }),
    response: z.object({
      kind: z.enum(['first person', 'invitation']),
      name: z.string().nullable(),
      mail: z.string().nullable(),
      totpSecret: z.string(),
      totpUri: z.string(),
    }),
    rateLimit: { max: 20, perSeconds: 60 },
  }),
  completeWelcome: route({
    method: 'POST',
    path: '/api/v1/welcome/complete',
    summary: 'Enter by a one-time link: set name, password and TOTP',
    permission: 'open',
    tenant: 'open',
    audit: 'person.entered',
    body: z.strictObject({ token: z.string().max(200), name: Name, mail: Mail, password, code: totpCode }),
    response: m.Me,
    rateLimit: { max: 10, perSeconds: 60 },
  }),
  signIn: route({
    method: 'POST',
    path: '/api/v1/sign-in',
    summary: 'Sign in with password and TOTP',
    permission: 'open',
    tenant: 'open',
    audit: 'person.signed-in',
    body: z.strictObject({ mail: Mail, password: z.string().max(200), code: totpCode }),
    response: m.Me,
    rateLimit: { max: 10, perSeconds: 60 },
  }),
  signOut: route({
    method: 'POST',
    path: '/api/v1/sign-out',
    summary: 'End this session',
    permission: 'signed-in',
    tenant: 'open',
    audit: 'person.signed-out',
    response: Done,
  }),
  me: route({
    method: 'GET',
    path: '/api/v1/me',
    summary: 'Who is signed in, and what may they do',
    permission: 'signed-in',
    tenant: 'open',
    audit: reading,
    response: m.Me,
  }),

  // Today and events
  today: route({
    method: 'GET',
    path: '/api/v1/today',
    summary: 'What needs a person now',
    permission: 'client.read',
    tenant: 'client',
    audit: reading,
    query: z.object({ clientId: Id.optional() }),
    response: m.Today,
  }),
  events: route({
    method: 'GET',
    path: '/api/v1/events',
    summary: 'Server-sent events: what changed, by topic and id',
    permission: 'client.read',
    tenant: 'client',
    audit: reading,
    response: 'event-stream',
  }),

  // Clients
  listClients: route({
    method: 'GET',
    path: '/api/v1/clients',
    summary: 'Clients with what needs a person',
    permission: 'client.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery,
    response: page(m.ClientSummary),
  }),
  createClient: route({
    method: 'POST',
    path: '/api/v1/clients',
    summary: 'Make a client with its first site',
    permission: 'client.write',
    tenant: 'provider',
    audit: 'client.created',
    body: z.strictObject({ name: Name, site: z.strictObject({ name: Name, zone: Zone }) }),
    response: m.Client,
  }),
  getClient: route({
    method: 'GET',
    path: '/api/v1/clients/:id',
    summary: 'One client',
    permission: 'client.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: m.Client,
  }),
  updateClient: route({
    method: 'PATCH',
    path: '/api/v1/clients/:id',
    summary: 'Rename a client',
    permission: 'client.write',
    tenant: 'client',
    audit: 'client.changed',
    params: byId,
    body: z.strictObject({ name: Name }),
    response: m.Client,
  }),
  createSite: route({
    method: 'POST',
    path: '/api/v1/clients/:id/sites',
    summary: 'Add a site',
    permission: 'client.write',
    tenant: 'client',
    audit: 'site.created',
    params: byId,
    body: z.strictObject({ name: Name, zone: Zone }),
    response: m.Site,
  }),
  updateSite: route({
    method: 'PATCH',
    path: '/api/v1/sites/:id',
    summary: 'Change a site',
    permission: 'client.write',
    tenant: 'client',
    audit: 'site.changed',
    params: byId,
    body: z.strictObject({ name: Name.optional(), zone: Zone.optional() }),
    response: m.Site,
  }),
  createContact: route({
    method: 'POST',
    path: '/api/v1/clients/:id/contacts',
    summary: 'Add a contact',
    permission: 'client.write',
    tenant: 'client',
    audit: 'contact.created',
    params: byId,
    body: z.strictObject({
      name: Name,
      mail: Mail,
      language: z.string().min(2).max(35).default('en'),
      siteIds: z.array(Id).max(200).default([]),
    }),
    response: m.Contact,
  }),
  deleteContact: route({
    method: 'DELETE',
    path: '/api/v1/contacts/:id',
    summary: 'Remove a contact',
    permission: 'client.write',
    tenant: 'client',
    audit: 'contact.removed',
    params: byId,
    response: Done,
  }),
  listTokens: route({
    method: 'GET',
    path: '/api/v1/clients/:id/enrolment-tokens',
    summary: 'Enrolment tokens of a client',
    permission: 'client.write',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: page(m.EnrolmentToken),
  }),
  createToken: route({
    method: 'POST',
    path: '/api/v1/clients/:id/enrolment-tokens',
    summary: 'Make an enrolment token and the line that installs and enrols',
    permission: 'client.write',
    tenant: 'client',
    audit: 'enrolment-token.created',
    params: byId,
    body: z.strictObject({
      siteId: Id,
      note: z.string().max(200).default(''),
      uses: z.number().int().min(1).max(10_000).nullable().default(1),
      hours: z
        .number()
        .min(0.1)
        .max(24 * 365)
        .default(24),
    }),
    response: m.EnrolmentTokenMade,
  }),
  revokeToken: route({
    method: 'DELETE',
    path: '/api/v1/enrolment-tokens/:id',
    summary: 'Revoke an enrolment token',
    permission: 'client.write',
    tenant: 'client',
    audit: 'enrolment-token.revoked',
    params: byId,
    response: Done,
  }),

  // Devices
  listDevices: route({
    method: 'GET',
    path: '/api/v1/devices',
    summary: 'Devices',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    query: inClient.extend({
      siteId: Id.optional(),
      text: z.string().max(200).optional(),
      health: z.enum(['good', 'attention', 'failing', 'unknown']).optional(),
      sort: z.enum(['name', 'missing', 'seen']).default('name'),
    }),
    response: page(m.DeviceSummary).extend({ total: z.number().int() }),
  }),
  getDevice: route({
    method: 'GET',
    path: '/api/v1/devices/:id',
    summary: 'One device',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: m.Device,
  }),
  getDeviceUpdates: route({
    method: 'GET',
    path: '/api/v1/devices/:id/updates',
    summary: 'What this device misses',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: page(m.DeviceOffer),
  }),
  getDeviceSoftware: route({
    method: 'GET',
    path: '/api/v1/devices/:id/software',
    summary: 'What is installed on this device',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    query: PageQuery.extend({ text: z.string().max(200).optional() }),
    response: page(m.InstalledRow),
  }),
  getDeviceTimeline: route({
    method: 'GET',
    path: '/api/v1/devices/:id/timeline',
    summary: 'What happened on this device',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    query: PageQuery,
    response: page(m.TimelineEntry),
  }),
  updateDevice: route({
    method: 'PATCH',
    path: '/api/v1/devices/:id',
    summary: 'Change tier, exposure, owner, business service, dependencies, host, site',
    permission: 'device.write',
    tenant: 'client',
    audit: 'device.changed',
    params: byId,
    body: z.strictObject({
      tier: m.Tier.nullable().optional(),
      exposure: m.Exposure.nullable().optional(),
      owner: z.string().max(200).nullable().optional(),
      service: m.BusinessService.nullable().optional(),
      outage: m.Outage.nullable().optional(),
      dependsOn: z.array(Id).max(200).optional(),
      hostId: Id.nullable().optional().meta({ description: 'the device that it runs on; null: none is known' }),
      siteId: Id.optional(),
    }),
    response: m.Device,
  }),
  scanDevice: route({
    method: 'POST',
    path: '/api/v1/devices/:id/scan',
    summary: 'Ask the device to look again',
    permission: 'device.write',
    tenant: 'client',
    audit: 'device.scan-asked',
    params: byId,
    response: Done,
  }),
  settleQuarantine: route({
    method: 'POST',
    path: '/api/v1/devices/:id/quarantine',
    summary: 'Say what the diverged key means',
    permission: 'device.write',
    tenant: 'client',
    audit: 'device.quarantine-settled',
    params: byId,
    body: z.strictObject({ verdict: z.enum(['restored', 'cloned']), because: z.string().min(3).max(2000) }),
    response: m.Device,
  }),
  retireDevice: route({
    method: 'POST',
    path: '/api/v1/devices/:id/retire',
    summary: 'Retire a device: its key is no longer taken',
    permission: 'device.write',
    tenant: 'client',
    audit: 'device.retired',
    params: byId,
    body: Because,
    response: Done,
  }),

  // Updates
  listUpdates: route({
    method: 'GET',
    path: '/api/v1/updates',
    summary: 'Updates that are offered: one row an update',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    query: inClient.extend({
      class: z.enum(['security', 'normal']).optional(),
      urgency: z.enum(['urgent', 'normal']).optional(),
      text: z.string().max(200).optional(),
      sort: z.enum(['urgency', 'devices', 'name']).default('urgency'),
    }),
    response: page(m.Update).extend({ total: z.number().int() }),
  }),
  getUpdate: route({
    method: 'GET',
    path: '/api/v1/updates/:id',
    summary: 'One update',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: z.string().regex(/^\d{1,10}$/) }),
    query: z.object({ clientId: Id.optional() }),
    response: m.UpdateDetail,
  }),
  getUpdateDevices: route({
    method: 'GET',
    path: '/api/v1/updates/:id/devices',
    summary: 'Devices to which an update is offered',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: z.string().regex(/^\d{1,10}$/) }),
    query: inClient,
    response: page(m.UpdateDevice),
  }),

  ...findingRoutes,
  ...lifecycleRoutes,

  // Policies
  listPolicies: route({
    method: 'GET',
    path: '/api/v1/policies',
    summary: 'Policies with their next opening and lint',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    query: inClient,
    response: page(m.PolicySummary),
  }),
  getPolicy: route({
    method: 'GET',
    path: '/api/v1/policies/:id',
    summary: 'One policy with its versions',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: m.PolicyDetail,
  }),
  previewPolicy: route({
    method: 'POST',
    path: '/api/v1/clients/:id/policy-preview',
    summary:
      'The next 12 openings, the lint, who is in which ring, and how far the first rings stand for the later ones, of a policy before it is saved',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    body: z.strictObject({ body: m.PolicyBody, siteId: Id.optional(), deviceId: Id.optional() }),
    response: z.object({
      problems: z.array(m.PolicyProblem),
      lint: z.array(m.Lint),
      openings: z.array(m.Opening),
      clientZone: m.ClientZone.nullable(),
      rings: z.array(z.object({ name: z.string(), devices: z.array(z.object({ id: Id, name: z.string() })) })),
      coverage: RingCoverage.nullable().meta({ description: 'null: the policy can not be read' }),
    }),
  }),
  createPolicy: route({
    method: 'POST',
    path: '/api/v1/clients/:id/policies',
    summary: 'Make the policy of a client',
    permission: 'policy.write',
    tenant: 'client',
    audit: 'policy.created',
    params: byId,
    body: z.strictObject({ body: m.PolicyBody }),
    response: m.PolicyDetail,
  }),
  savePolicy: route({
    method: 'PUT',
    path: '/api/v1/policies/:id',
    summary: 'Save a new version',
    permission: 'policy.write',
    tenant: 'client',
    audit: 'policy.saved',
    params: byId,
    body: z.strictObject({ body: m.PolicyBody, basedOn: z.number().int() }),
    response: m.PolicyDetail,
  }),

  // Deployments
  listDeployments: route({
    method: 'GET',
    path: '/api/v1/deployments',
    summary: 'Deployments',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    query: inClient.extend({ status: z.enum(['open', 'ended', 'all']).default('all'), deviceId: Id.optional() }),
    response: page(m.DeploymentSummary),
  }),
  proposeDeployment: route({
    method: 'POST',
    path: '/api/v1/deployments',
    summary: 'Propose: the devices simulate, then there is a spec to approve',
    permission: 'deployment.propose',
    tenant: 'client',
    audit: 'deployment.proposed',
    body: z.strictObject({
      clientId: Id,
      title: Name,
      reason: LongText.default(''),
      updateIds: z.union([
        z
          .array(z.string().regex(/^\d{1,10}$/))
          .min(1)
          .max(2000),
        z.literal('policy'),
      ]),
      deviceIds: z.array(Id).min(1).max(5000).nullable().default(null),
      expiresInDays: z.number().min(0.01).max(90).default(14),
      predecessorId: Id.nullable().default(null),
      drill: z
        .boolean()
        .optional()
        .meta({ description: 'a drill: each device goes back once it is changed and well, and is looked at again' }),
      lane: z
        .string()
        .max(40)
        .optional()
        .meta({ description: 'of a policy with lanes: the one to take; left out: the only one that has anything' }),
    }),
    response: m.Deployment,
  }),
  getDeployment: route({
    method: 'GET',
    path: '/api/v1/deployments/:id',
    summary: 'One deployment: rings, runs, what each waits for',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: m.Deployment,
  }),
  getDeploymentEvents: route({
    method: 'GET',
    path: '/api/v1/deployments/:id/events',
    summary: 'Everything that happened in a deployment',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    query: PageQuery,
    response: page(m.DeploymentEventView),
  }),
  planDeployment: route({
    method: 'POST',
    path: '/api/v1/deployments/:id/plan',
    summary: 'Make the spec from the simulations that are there',
    permission: 'deployment.propose',
    tenant: 'client',
    audit: 'deployment.planned',
    params: byId,
    body: z.strictObject({ without: z.array(Id).max(5000).default([]) }),
    response: m.Deployment,
  }),
  approveDeployment: route({
    method: 'POST',
    path: '/api/v1/deployments/:id/approvals',
    summary: 'Hand in a signed approval of the spec',
    permission: 'deployment.approve',
    tenant: 'client',
    audit: 'deployment.approved',
    params: byId,
    body: z.strictObject({ envelope: Envelope }),
    response: m.Deployment,
  }),
  holdDeployment: route({
    method: 'POST',
    path: '/api/v1/deployments/:id/hold',
    summary: 'Hold: nothing new is sent',
    permission: 'deployment.hold',
    tenant: 'client',
    audit: 'deployment.held',
    params: byId,
    body: Because,
    response: m.Deployment,
  }),
  recordTestResult: route({
    method: 'POST',
    path: '/api/v1/deployments/:id/test-results',
    summary: 'Say what came of a step of the test plan, before the second ring begins',
    permission: 'deployment.hold',
    tenant: 'client',
    audit: 'deployment.test-recorded',
    params: byId,
    body: TestResultBody,
    response: m.Deployment,
  }),
  promoteRing: route({
    method: 'POST',
    path: '/api/v1/deployments/:id/promotions',
    summary: 'Promote the ring that soaks: the next begins without the rest of its soak',
    permission: 'deployment.approve',
    tenant: 'client',
    audit: 'deployment.ring-promoted',
    params: byId,
    body: z.strictObject({ ring: RingIndex, ...Because.shape }),
    response: m.Deployment,
  }),
  getTestAttachment: route({
    method: 'GET',
    path: '/api/v1/deployments/:id/test-attachments/:sha256',
    summary: 'A file that was attached to the result of a step of the test plan, to be saved',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id, sha256: Hash }),
    response: 'file',
  }),
  releaseDeployment: route({
    method: 'POST',
    path: '/api/v1/deployments/:id/release',
    summary: 'Release a hold, saying what is accepted',
    permission: 'deployment.hold',
    tenant: 'client',
    audit: 'deployment.released',
    params: byId,
    body: z.strictObject({
      holdId: z.string().max(300),
      because: z.string().trim().min(3).max(2000),
      acceptedDeviceIds: z.array(Id).max(5000).default([]),
    }),
    response: m.Deployment,
  }),
  cancelDeployment: route({
    method: 'POST',
    path: '/api/v1/deployments/:id/cancel',
    summary: 'Cancel: what runs, finishes',
    permission: 'deployment.hold',
    tenant: 'client',
    audit: 'deployment.cancelled',
    params: byId,
    body: Because,
    response: m.Deployment,
  }),
  rollBackDeployment: route({
    method: 'POST',
    path: '/api/v1/deployments/:id/roll-back',
    summary: 'Propose the way back as a new deployment',
    permission: 'deployment.propose',
    tenant: 'client',
    audit: 'deployment.roll-back-proposed',
    params: byId,
    body: z.strictObject({
      because: z.string().trim().min(3).max(2000),
      deviceIds: z.array(Id).min(1).max(5000).nullable().default(null),
      by: z
        .enum(['downgrade', ...laterWays])
        .optional()
        .meta({ description: 'how; left out: by downgrade' }),
    }),
    response: m.Deployment,
  }),
  getReport: route({
    method: 'GET',
    path: '/api/v1/deployments/:id/report.html',
    summary: 'Installation report as HTML',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: 'html',
  }),
  getReportPdf: route({
    method: 'GET',
    path: '/api/v1/deployments/:id/report.pdf',
    summary: 'Installation report as PDF',
    permission: 'evidence.read',
    tenant: 'client',
    audit: 'report.exported',
    params: byId,
    response: 'pdf',
  }),

  // Evidence
  listAudit: route({
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'Audit trail of a client, or of the provider',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({ clientId: Id.optional().meta({ description: 'none: the chain of the provider' }) }),
    response: page(m.AuditEntry),
  }),
  exportAudit: route({
    method: 'GET',
    path: '/api/v1/audit/export',
    summary: 'Audit trail as a file that `fettle evidence verify` checks',
    permission: 'evidence.read',
    tenant: 'client',
    audit: 'audit.exported',
    query: z.object({ clientId: Id.optional() }),
    response: 'json-lines',
  }),
  listNotices: route({
    method: 'GET',
    path: '/api/v1/notices',
    summary: 'Notices and their delivery',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    query: inClient.extend({ deploymentId: Id.optional() }),
    response: page(m.NoticeView),
  }),
  lookAtNotice: route({
    method: 'POST',
    path: '/api/v1/acknowledgement',
    summary: 'Look at an announcement by the link in it',
    permission: 'open',
    tenant: 'client',
    audit: { none: 'nothing changes' },
    body: z.strictObject({ token: z.string().max(300) }),
    response: m.OpenedNotice,
    rateLimit: { max: 20, perSeconds: 60 },
  }),
  acknowledgeNotice: route({
    method: 'POST',
    path: '/api/v1/acknowledgement/confirm',
    summary: 'Confirm, by the link in it, to have read an announcement',
    permission: 'open',
    tenant: 'client',
    audit: 'notice.acknowledged',
    body: z.strictObject({ token: z.string().max(300) }),
    response: m.OpenedNotice,
    rateLimit: { max: 10, perSeconds: 60 },
  }),

  // People
  listPeople: route({
    method: 'GET',
    path: '/api/v1/people',
    summary: 'People',
    permission: 'people.read',
    tenant: 'provider',
    audit: reading,
    response: page(m.Person),
  }),
  invitePerson: route({
    method: 'POST',
    path: '/api/v1/people',
    summary: 'Invite a person',
    permission: 'people.write',
    tenant: 'provider',
    audit: 'person.invited',
    body: z.strictObject({
      name: Name,
      mail: Mail,
      grants: z.array(m.Grant).min(1).max(200),
      approver: z.boolean().default(false),
      reviewer: z.boolean().default(false),
    }),
    response: z.object({ person: m.Person, link: z.string() }),
  }),
  updatePerson: route({
    method: 'PATCH',
    path: '/api/v1/people/:id',
    summary: 'Change roles and flags',
    permission: 'people.write',
    tenant: 'provider',
    audit: 'person.changed',
    params: byId,
    body: z.strictObject({
      grants: z.array(m.Grant).max(200).optional(),
      approver: z.boolean().optional(),
      reviewer: z.boolean().optional(),
    }),
    response: m.Person,
  }),
  removePerson: route({
    method: 'DELETE',
    path: '/api/v1/people/:id',
    summary: 'Remove a person: sessions end, records stay',
    permission: 'people.write',
    tenant: 'provider',
    audit: 'person.removed',
    params: byId,
    response: Done,
  }),
  listApiKeys: route({
    method: 'GET',
    path: '/api/v1/api-keys',
    summary: 'API keys',
    permission: 'people.read',
    tenant: 'provider',
    audit: reading,
    response: page(m.ApiKey),
  }),
  createApiKey: route({
    method: 'POST',
    path: '/api/v1/api-keys',
    summary: 'Make an API key; it is shown once',
    permission: 'people.write',
    tenant: 'provider',
    audit: 'api-key.created',
    body: z.strictObject({
      name: Name,
      grants: z.array(m.Grant).min(1).max(200),
      days: z.number().int().min(1).max(3650).nullable().default(90),
    }),
    response: z.object({ apiKey: m.ApiKey, secret: z.string() }),
  }),
  revokeApiKey: route({
    method: 'DELETE',
    path: '/api/v1/api-keys/:id',
    summary: 'Revoke an API key',
    permission: 'people.write',
    tenant: 'provider',
    audit: 'api-key.revoked',
    params: byId,
    response: Done,
  }),

  // Trust
  getTrust: route({
    method: 'GET',
    path: '/api/v1/trust',
    summary: 'The authority in force, requests for admission',
    permission: 'trust.read',
    tenant: 'provider',
    audit: reading,
    response: m.Trust,
  }),
  getAuthority: route({
    method: 'GET',
    path: '/api/v1/trust/authority',
    summary: 'The signed authority',
    permission: 'trust.read',
    tenant: 'provider',
    audit: reading,
    response: Envelope,
  }),
  askAdmission: route({
    method: 'POST',
    path: '/api/v1/trust/admissions',
    summary: 'Ask that the key of this browser may approve',
    permission: 'deployment.approve',
    tenant: 'provider',
    audit: 'trust.admission-asked',
    body: z.strictObject({ publicKey: Base64.max(64), keyid: KeyId, label: Name }),
    response: m.Admission,
  }),
  putAuthority: route({
    method: 'PUT',
    path: '/api/v1/trust/authority',
    summary: 'Hand in a newer authority, signed by the root key',
    permission: 'trust.write',
    tenant: 'provider',
    audit: 'trust.authority-changed',
    body: z.strictObject({ envelope: Envelope }),
    response: m.Trust,
  }),
  getStops: route({
    method: 'GET',
    path: '/api/v1/trust/stops',
    summary: 'The signed panic stops with the authority, as a file for the second address',
    permission: 'trust.read',
    tenant: 'provider',
    audit: reading,
    response: StopFileSchema,
  }),
  putStop: route({
    method: 'PUT',
    path: '/api/v1/trust/stop',
    summary: 'Hand in a signed panic stop, or its end',
    permission: 'trust.write',
    tenant: 'provider',
    audit: 'trust.stop',
    body: z.strictObject({ envelope: Envelope }),
    response: m.Trust,
  }),

  ...commandRoutes,

  // Frameworks and agreements
  ...agreementRoutes,

  // Decisions and exceptions
  ...decisionRoutes,
  ...checklistRoutes,
  ...policyFindingRoutes,
  ...openingRoutes,
  ...putOffRoutes,
  ...proposalLookRoutes,
  ...deploymentStandingRoutes,
  ...policyLevelRoutes,
  ...standingRoutes,
  ...selectionRoutes,
  ...urgencyWordRoutes,
  ...calendarRoutes,
  ...campaignRoutes,
  ...programmeRoutes,
  ...monthRoutes,
  ...processAuditRoutes,
  ...evidencePackRoutes,
  ...capacityRoutes,
  ...whatIfRoutes,
  ...fleetReportRoutes,
  ...rebuildRoutes,
  ...regressionRoutes,
  ...rollbackRoutes,
  ...standInRoutes,
  ...destinationRoutes,
  ...discoveredRoutes,
  ...deskRoutes,

  // Settings and the document of this table
  ...feedRoutes,
  ...knownIssueRoutes,
  getSettings: route({
    method: 'GET',
    path: '/api/v1/settings',
    summary: 'Settings and system health',
    permission: 'settings.read',
    tenant: 'provider',
    audit: reading,
    response: m.Settings,
  }),
  getOpenApi: route({
    method: 'GET',
    path: '/api/v1/openapi.json',
    summary: 'This table as OpenAPI 3.1',
    permission: 'open',
    tenant: 'open',
    audit: reading,
    response: 'openapi',
  }),
} as const;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
export type { Method, Route } from './route.ts';
