/** State for simulations, and previews of deployments: the document, the schemas, and the routes. A part of the route table (routes.ts). */
import { decisionKinds } from '@fettle/core/decisions';
import { boundKinds, gateAnswers, holdReasons, runOutcomes, runPhases } from '@fettle/core/deployment';
import type { ExportedState, Spread } from '@fettle/core/simulation';
import { stateFormat, stateVersion } from '@fettle/core/simulation';
import { z } from 'zod';
import { Bandwidth } from './capacity.ts';
import { DeviceRulesSchema, SpecHeaderSchema } from './instruction.ts';
import { reading, route } from './route.ts';
import { Hash, Id, Instant, Zone } from './shared.ts';
import { GateEvidenceSchema, TestSaid } from './tests.ts';

const text = (max: number) => z.string().max(max);
const count = z.number().int().min(0);
const most = { devices: 20_000, deployments: 100 } as const;
/** RFC 3339 with any digits of a fraction, as the database and the engine write it. */
const At = Instant;
const Hold = z.strictObject({
  id: text(100),
  reason: z.enum(holdReasons),
  since: At,
  ring: count.nullable(),
  detail: text(4000),
  by: text(300),
});
const Release = z.strictObject({
  holdId: text(100),
  reason: z.enum(holdReasons),
  at: At,
  by: text(300),
  content: z.strictObject({ because: text(4000), acceptedDeviceIds: z.array(Id).max(most.devices) }),
  ring: count.nullable().exactOptional(),
});
const FetchSchema = z.strictObject({ bytesPerSecond: count.nullable(), until: At });
const Asked = z.strictObject({ id: text(300), at: At });
const StandIn = z.strictObject({
  name: text(200),
  by: z.strictObject({ deviceId: Id.nullable(), name: text(200) }).nullable(),
  required: z.boolean(),
});
const Run = z.strictObject({
  deviceId: Id,
  ring: count,
  turn: count.exactOptional(),
  attempt: count,
  phase: z.enum(runPhases),
  outcome: z.enum(runOutcomes).nullable(),
  outcomeCode: text(300).nullable(),
  outcomeDetail: text(8000).nullable(),
  securingSentAt: At.nullable(),
  secured: z.boolean(),
  download: FetchSchema.exactOptional(),
  fetchId: text(300).exactOptional(),
  fetches: count.exactOptional(),
  keepsNoRate: z.literal(true).exactOptional(),
  tryAfter: At.nullable(),
  sentAt: At.nullable(),
  progressAt: At.nullable(),
  reportedAt: At.nullable(),
  settledAt: At.nullable(),
  notBefore: At.nullable(),
  notAfter: At.nullable(),
  accepted: z.boolean(),
  calledBack: count.exactOptional(),
  outside: z.enum(['catch-up', 'rolling']).exactOptional(),
  floated: count.exactOptional(),
  missedWindow: z.strictObject({ from: At, to: At }).exactOptional(),
  checkRounds: count,
  checkInstructionId: text(300).nullable(),
  checkSentAt: At.nullable(),
  backupLacks: text(4000).exactOptional(),
  standIn: StandIn.exactOptional(),
  wayBackLacks: text(4000).exactOptional(),
  dependants: z
    .record(
      Id,
      z.strictObject({
        before: Asked.nullable(),
        after: Asked.nullable(),
        asked: count,
        answer: z.enum(gateAnswers).nullable(),
        accepted: z.boolean(),
      }),
    )
    .exactOptional(),
});
const Ring = z.strictObject({
  phase: z.enum(['closed', 'open', 'soaking', 'passed']),
  openedAt: At.nullable(),
  soakUntil: At.nullable(),
  answer: z.enum(gateAnswers).nullable(),
  promoted: z.strictObject({ by: text(300), at: At, because: text(4000) }).exactOptional(),
  evidence: GateEvidenceSchema.exactOptional(),
});
const State = z.strictObject({
  seq: count,
  header: SpecHeaderSchema,
  specHash: Hash,
  status: z.enum(['active', 'succeeded', 'ended with failures', 'cancelled']),
  cancelled: z.strictObject({ at: At, by: text(300), because: text(4000) }).nullable(),
  approvals: z.array(z.strictObject({ keyid: z.literal(''), name: text(300), at: At })).max(20),
  holds: z.array(Hold).max(100),
  rings: z.array(Ring).max(50),
  runs: z.record(Id, Run),
  releases: z.array(Release).max(1000),
  accepted: z.record(Id, z.strictObject({ attempt: count, outcome: z.enum(runOutcomes).nullable(), at: At })),
  sentTimes: z.array(At).max(most.devices),
  sentTo: z.array(Id).max(most.devices).exactOptional(),
  tests: z.record(text(100), TestSaid).exactOptional(),
});
const Window = z.strictObject({
  zone: text(64),
  rule: text(500),
  start: text(5),
  durationMinutes: z.number(),
  from: text(10).exactOptional(),
  plusDays: count.exactOptional(),
  except: z.array(text(10)).max(400).exactOptional(),
});
const Facts = z.strictObject({
  deviceId: Id,
  attempt: count,
  handedOut: z.enum(['yes', 'no', 'unknown']),
  deviceUsable: z.enum(['yes', 'quarantined', 'retired']),
  lastSeenAt: At.nullable(),
  emptyHandedAt: At.nullable(),
  reportedPhase: z.enum(runPhases).nullable(),
  reportedPhaseAt: At.nullable(),
  securedOk: z.boolean().nullable(),
  securedTrouble: z.strictObject({ code: text(300), detail: text(8000) }).nullable(),
  rateRefused: text(300).exactOptional(),
  ended: z
    .strictObject({ how: z.enum(['done', 'failed', 'rolled back', 'refused', 'missed']), code: text(300), detail: text(8000), at: At })
    .nullable(),
  verification: z.strictObject({ verdict: z.enum(['verified', 'failed', 'unknown']), reasons: z.array(text(4000)).max(1000) }).nullable(),
  checksNow: z.enum(gateAnswers).nullable(),
  checksOf: text(300).nullable(),
  answersNow: z.record(text(300), z.enum(['passed', 'failed', 'could-not-measure'])).exactOptional(),
  busyWith: Id.nullable(),
  apartFrom: z.array(Id).max(1000),
  apartBusy: z.strictObject({ deviceId: Id, deploymentId: Id }).nullable(),
  barred: z
    .strictObject({
      decisionId: Id,
      kind: z.enum(decisionKinds).extract(['block', 'exception', 'workaround']),
      about: text(4000),
      reason: text(8000),
      by: text(300),
      since: At,
      until: At.nullable(),
    })
    .nullable(),
  calledBack: z.boolean(),
  // Documents of before freezes of sites and rings say none.
  freezes: z
    .array(z.strictObject({ from: At, until: At, name: text(300) }))
    .max(200)
    .default([]),
  dependants: z
    .record(
      Id,
      z.strictObject({
        usable: z.enum(['yes', 'quarantined', 'retired']),
        beforeOf: text(300).nullable(),
        afterOf: text(300).nullable(),
        answer: z.enum(gateAnswers).nullable(),
        detail: text(4000),
      }),
    )
    .exactOptional(),
  guests: z.array(Id).max(1000).exactOptional(),
  backupLacks: text(4000).exactOptional(),
  wayBackLacks: text(4000).exactOptional(),
  standIn: StandIn.exactOptional(),
});
const limit = count.nullable();
const BoundSchema = z.strictObject({
  kind: z.enum(boundKinds),
  name: text(300),
  deviceIds: z.array(Id).max(most.devices).nullable(),
  atOnce: limit,
  perHour: limit,
  disturbed: limit,
  downloads: limit,
  bandwidth: Bandwidth.extend({ zone: Zone }).exactOptional(),
  others: z.strictObject({
    changing: z.array(Id).max(most.devices),
    unwell: z.array(Id).max(most.devices),
    elsewhere: count,
    sentLastHour: count,
    downloading: count,
    fetching: z.array(FetchSchema).max(most.devices).exactOptional(),
  }),
});
const Freeze = z.strictObject({ from: At, until: At, because: text(5000) });
export const StateDeadlineSchema = z.strictObject({ at: Instant, by: text(300), what: text(700) });

/** What `fettle deploy export` writes and `fettle what-if` reads. Strict: what it does not know it refuses, for it would be left out of account. */
export const DeploymentStateSchema = z
  .strictObject({
    format: z.literal(stateFormat),
    version: z.literal(stateVersion),
    exportedAt: Instant,
    client: z.strictObject({ id: Id, name: text(300) }),
    zone: Zone,
    checkInSeconds: z.number().min(1).max(86_400),
    panicStop: z.boolean(),
    freeze: z.strictObject({ until: At, because: text(4000) }).nullable(),
    clientSentLastHour: count,
    clientDevicesPerHour: count,
    bounds: z.array(BoundSchema).max(2_000).exactOptional(),
    saidWell: z.array(Id).max(most.devices).exactOptional(),
    deployments: z
      .array(
        z.strictObject({
          state: State,
          devices: z
            .array(
              z.strictObject({
                deviceId: Id,
                name: text(300),
                window: Window,
                rules: DeviceRulesSchema.exactOptional(),
                expectedSeconds: z.number().min(0).max(86_400),
                bytes: count.exactOptional(),
                changes: count,
                wayBack: z.boolean(),
                facts: Facts,
                deadlines: z.array(StateDeadlineSchema).max(20),
              }),
            )
            .max(most.devices),
          // Documents of before tell only the one that is in force.
          freezes: z.array(Freeze).max(200).exactOptional(),
        }),
      )
      .min(1)
      .max(most.deployments),
  })
  .meta({ id: 'DeploymentState', description: 'What a simulation of a deployment needs: no envelopes, no keys' });

const share = z.number().min(0).max(1);
const seconds = z.number().int().min(0).max(7_776_000);

/** What is assumed of the world; together with what the server knows itself these are the assumptions of a simulation. */
export const AssumedSchema = z.strictObject({
  awayShare: share.default(0),
  awaySeconds: seconds.default(172_800),
  failShare: share.default(0),
  refuseShare: share.default(0),
  approveAfterSeconds: seconds
    .nullable()
    .default(0)
    .meta({ description: 'everybody who must has approved after so long; null: nobody does' }),
  releaseAfterSeconds: seconds.nullable().default(null).meta({ description: 'a person releases a hold after so long; null: nobody does' }),
  runs: z.number().int().min(1).max(50).default(10),
  seed: z.number().int().min(0).max(999_999_999).default(1),
});

export type Assumed = z.infer<typeof AssumedSchema>;

export const PreviewAsk = AssumedSchema.extend({ from: Instant.nullable().default(null).meta({ description: 'null: now' }) });

export type PreviewAsked = z.infer<typeof PreviewAsk>;

export const ExpectedTime = z
  .strictObject({ p10: Instant.nullable(), p50: Instant.nullable(), p90: Instant.nullable(), of: count })
  .meta({ id: 'ExpectedTime', description: 'early, middle and late over all futures (nearest rank); of: in how many it comes to pass' });

export const PreviewSpread = z.object({
  runs: count,
  from: Instant,
  complete: z.boolean(),
  deployments: z.array(
    z.object({
      deploymentId: Id,
      title: z.string(),
      devices: count,
      finished: ExpectedTime,
      succeeded: count,
      verified: count,
      waiting: z.array(z.string()),
    }),
  ),
  rings: z.array(
    z.object({ deploymentId: Id, ring: count, name: z.string(), devices: count, verified: ExpectedTime, passed: ExpectedTime }),
  ),
  devices: z.array(
    z.object({
      deploymentId: Id,
      deviceId: Id,
      ring: count,
      verified: ExpectedTime,
      deadline: StateDeadlineSchema.nullable(),
      missed: count,
      never: count,
      why: z.string().nullable(),
    }),
  ),
  deadlines: z.object({ devices: count, met: count, missed: count }),
  holds: z.array(z.object({ deploymentId: Id, reason: z.enum(holdReasons), ring: count.nullable(), at: ExpectedTime, detail: z.string() })),
  windows: z.array(z.object({ deploymentId: Id, from: Instant, to: Instant, devices: count })),
  clientVerified: ExpectedTime,
});

/** A preview: several simulated futures beside each other. */
export const DeploymentPreview = PreviewSpread.extend({
  asOf: Instant.meta({ description: 'when the state was read that it begins with' }),
  zone: Zone,
  names: z.array(z.object({ deviceId: Id, name: z.string(), wayBack: z.boolean() })),
  freezes: z.array(Freeze).meta({ description: 'that bind all of it, in force or declared ahead: every future keeps them' }),
}).meta({ id: 'DeploymentPreview' });

const byId = z.object({ id: Id });

export const whatIfRoutes = {
  exportDeploymentState: route({
    method: 'GET',
    path: '/api/v1/deployments/:id/state',
    summary: 'The state of a deployment as a document that a simulation can begin with: no envelopes, no keys',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: DeploymentStateSchema,
    rateLimit: { max: 60, perSeconds: 60 },
  }),
  previewDeployment: route({
    method: 'POST',
    path: '/api/v1/deployments/:id/preview',
    summary: 'What would come of a deployment under assumptions: the real engine in fast time; changes nothing',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    body: PreviewAsk,
    response: DeploymentPreview,
    rateLimit: { max: 30, perSeconds: 60 },
  }),
} as const;

/** The types of core and the schemas here say the same: a difference does not compile. */
export type StateAgrees = Agrees<z.infer<typeof DeploymentStateSchema>, ExportedState>;
export type SpreadAgrees = Agrees<Spread, ReadonlyDeep<z.infer<typeof PreviewSpread>>>;
type Agrees<Given extends Wanted, Wanted> = Given;
type ReadonlyDeep<T> = T extends object ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> } : T;
