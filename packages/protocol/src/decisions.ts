/** Decisions about updates, advisories and releases past their support: what the API shows of them, and the routes. A part of the route table (routes.ts). */
import { clientAnswers, decisionKinds } from '@fettle/core/decisions';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Because, Id, Instant, ManagerIdSchema, Name, PageQuery, page } from './shared.ts';

const Words = z.string().trim().min(3).max(4000);
const Maybe = z.string().trim().min(1).max(4000).nullable();

export const DecisionKindName = z.enum(decisionKinds).meta({ id: 'DecisionKind' });
export const ClientAnswerName = z
  .enum(clientAnswers)
  .meta({ id: 'ClientAnswer', description: 'what the client answered to our recommendation' });

/** An advisory's id: of a CVE, or of a publisher. */
const AdvisoryId = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9:._-]*$/);
/** A release of a product, by the names of the feed of life cycles. */
export const LifecycleName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9 :._+-]*$/);
const lifecycle = { kind: z.literal('lifecycle'), product: LifecycleName, cycle: LifecycleName };
const AboutUpdate = z.strictObject({
  kind: z.literal('update'),
  manager: ManagerIdSchema,
  sourceName: Name,
  sourceVersion: Name.nullable().meta({ description: 'null: every version of this source' }),
});

export const DecisionScopeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('client') }),
    z.strictObject({ kind: z.literal('site'), ids: z.array(Id).max(500) }),
    z.strictObject({ kind: z.literal('devices'), ids: z.array(Id).max(2000) }),
  ])
  .meta({ id: 'DecisionScope' });

export const WorkaroundView = z
  .object({
    what: z.string(),
    check: z.string(),
    undoWhenFixed: z.boolean(),
    verifiedAt: Instant.nullable(),
    undoneAt: Instant.nullable(),
  })
  .meta({ id: 'Workaround' });

/** How a decision stands by itself. `expired`: its end has passed and nobody has said since what follows: what it was about is open again. */
export const decisionStandings = ['planned', 'in-force', 'expired', 'undone', 'replaced', 'revoked'] as const;

export const DecisionSummary = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    about: z.discriminatedUnion('kind', [
      AboutUpdate,
      z.object({
        kind: z.literal('advisory'),
        id: z.string(),
        ids: z.array(z.string()).meta({ description: 'what it named when it was decided about' }),
      }),
      z.object({ ...lifecycle, label: z.string().meta({ description: 'the product as people call it' }) }),
    ]),
    title: z.string().meta({ description: 'what it is about, in words' }),
    scope: DecisionScopeSchema,
    scopeNames: z.array(z.string()).meta({ description: 'the sites or devices by name; empty for the whole client' }),
    kind: DecisionKindName,
    made: z.enum(['manual', 'rule']),
    standing: z.enum(decisionStandings),
    reviewDue: z.boolean().meta({ description: 'its day of review has come, or it was decided to deploy and nothing brings it' }),
    unfollowedSince: Instant.nullable().meta({ description: 'of a decision to deploy: since when no deployment brings it, past its day' }),
    needs: z.enum(['verify', 'undo', 'verify-again']).nullable().meta({ description: 'what a workaround in force waits for' }),
    clientSaid: ClientAnswerName,
    saidBy: z.string().nullable(),
    startsAt: Instant,
    endsAt: Instant.nullable(),
    reviewAt: Instant.nullable(),
    madeBy: z.string(),
    madeAt: Instant,
  })
  .meta({ id: 'DecisionSummary' });

const reached = z.object({
  deviceId: Id,
  deviceName: z.string(),
  siteName: z.string(),
  what: z.string().meta({ description: 'the update that is offered, the vulnerability where none is, or the system' }),
  counts: z.boolean().meta({ description: 'whether this decision is the one that counts there' }),
  why: z.string(),
  byId: Id.nullable().meta({ description: 'the decision that counts there instead' }),
});

export const DecisionDetail = DecisionSummary.extend({
  recommendation: z.string(),
  evidence: z.string().nullable(),
  reason: z.string(),
  compensatingControl: z.string().nullable(),
  workaround: WorkaroundView.nullable(),
  replacement: z.object({ what: z.string(), responsible: z.string() }).nullable().meta({ description: 'of a planned replacement only' }),
  revoked: z.object({ at: Instant, by: z.string(), because: z.string() }).nullable(),
  predecessorId: Id.nullable(),
  replacedById: Id.nullable(),
  history: z
    .array(
      z.object({
        at: Instant,
        by: z.string(),
        what: z.enum(['recorded', 'reviewed', 'verified', 'undone', 'revoked']),
        because: z.string(),
        decisionId: Id,
      }),
    )
    .meta({ description: 'from the first of its predecessors on, oldest first' }),
  devices: z.array(reached).meta({ description: 'what it reaches now: the first of them' }),
  reaches: z.number().int().meta({ description: 'devices that it reaches now' }),
}).meta({ id: 'DecisionDetail' });

const byId = z.object({ id: Id });
const answer = {
  clientSaid: ClientAnswerName,
  saidBy: Name.nullable(),
  evidence: Maybe,
};

export const NewDecision = z
  .strictObject({
    clientId: Id,
    about: z.discriminatedUnion('kind', [
      AboutUpdate,
      z
        .strictObject({ kind: z.literal('offered'), updateId: z.string().max(20), everyVersion: z.boolean() })
        .meta({ description: 'an update that the client is offered now, or every version of its source' }),
      z.strictObject({ kind: z.literal('advisory'), id: AdvisoryId }),
      z.strictObject(lifecycle).meta({ description: 'a release that a device of the client runs: an exception or a replacement' }),
    ]),
    scope: DecisionScopeSchema,
    kind: DecisionKindName,
    recommendation: Words.meta({ description: 'what we recommended' }),
    ...answer,
    reason: Words,
    compensatingControl: Maybe,
    startsAt: Instant.nullable().meta({ description: 'null: now' }),
    endsAt: Instant.nullable(),
    reviewAt: Instant.nullable(),
    workaround: z.strictObject({ what: Words, check: Words, undoWhenFixed: z.boolean() }).nullable(),
    replacement: z
      .strictObject({ what: Words, responsible: Name })
      .nullable()
      .default(null)
      .meta({ description: 'what comes instead, and who sees to it; only of a replacement' }),
  })
  .meta({ id: 'NewDecision' });

export const decisionRoutes = {
  listDecisions: route({
    method: 'GET',
    path: '/api/v1/decisions',
    summary: 'Decisions about updates, advisories and releases: what ends first stands first, so what has expired is on top',
    permission: 'decision.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({
      clientId: Id.optional(),
      kind: DecisionKindName.optional(),
      about: z.enum(['update', 'advisory', 'lifecycle']).optional(),
      state: z
        .enum(['standing', 'in-force', 'expired', 'ending', 'review-due', 'over', 'all'])
        .default('standing')
        .meta({ description: 'standing: in force, planned or expired; ending: in force and over within 30 days; over: ended by a person' }),
      text: z.string().max(200).optional().meta({ description: 'in what it is about, reason, recommendation, names' }),
      updateId: z.string().max(20).optional().meta({ description: 'only those about this update, or something that it ends' }),
      deviceId: Id.optional().meta({ description: 'only those whose scope has this device' }),
    }),
    response: page(DecisionSummary).extend({ total: z.number().int() }),
  }),
  getDecision: route({
    method: 'GET',
    path: '/api/v1/decisions/:id',
    summary: 'A decision with all its words, its history, and the devices that it reaches now',
    permission: 'decision.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: DecisionDetail,
  }),
  recordDecision: route({
    method: 'POST',
    path: '/api/v1/decisions',
    summary:
      'Record a decision: to deploy, a workaround, an exception (also a refusal of the client, with its evidence), a block, or a replacement',
    permission: 'decision.write',
    tenant: 'client',
    audit: 'decision.recorded',
    body: NewDecision,
    response: DecisionDetail,
  }),
  revokeDecision: route({
    method: 'POST',
    path: '/api/v1/decisions/:id/revoke',
    summary: 'End a decision: what it was about is open again',
    permission: 'decision.write',
    tenant: 'client',
    audit: 'decision.revoked',
    params: byId,
    body: Because,
    response: DecisionDetail,
  }),
  reviewDecision: route({
    method: 'POST',
    path: '/api/v1/decisions/:id/review',
    summary: 'Look at a decision again and let it stand, with new dates and the client’s word of today: a new decision that names this one',
    permission: 'decision.write',
    tenant: 'client',
    audit: 'decision.reviewed',
    params: byId,
    body: Because.extend({ ...answer, compensatingControl: Maybe, endsAt: Instant.nullable(), reviewAt: Instant.nullable() }),
    response: DecisionDetail,
  }),
  noteWorkaround: route({
    method: 'POST',
    path: '/api/v1/decisions/:id/workaround',
    summary: 'Note that the check of a workaround has passed, or that the workaround was undone',
    permission: 'decision.write',
    tenant: 'client',
    audit: 'decision.workaround',
    params: byId,
    body: Because.extend({ did: z.enum(['verified', 'undone']) }).meta({ description: 'because: what was seen' }),
    response: DecisionDetail,
  }),
} as const;
