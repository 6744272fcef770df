/** The Patch Tuesday desk: what is new since somebody's last visit, what would be decided, and the one confirmation that records it. A part of the route table. */
import { deskSpans } from '@fettle/core/desk';
import { z } from 'zod';
import { DecisionKindName, DecisionScopeSchema } from './decisions.ts';
import { Due, PatchRisk, UrgencySaid } from './models.ts';
import { reading, route } from './route.ts';
import { Id, Instant, page, PageQuery } from './shared.ts';

const Span = z.enum(deskSpans).meta({
  id: 'DeskSpan',
  description: 'visit: since you last said that you were through; patch-tuesday: since the last second Tuesday of a month (UTC)',
});
const Choice = z.enum(['deploy', 'leave']);
const State = z.enum(['deploy', 'decided', 'person', 'policy']).meta({
  description:
    'deploy: would be recorded; decided: something stands that covers it; person: urgent, and no rule can say what follows; policy: not urgent',
});
const GroupId = z.string().min(1).max(600);

/** Why something is on the desk. */
const News = z.enum(['new', 'urgent', 'exploited', 'more']).meta({
  description:
    'new: it came; urgent: it became urgent; exploited: one more of what it ends is known to be exploited; more: it is said to end more than before',
});

const DeskClient = z
  .object({
    clientId: Id,
    clientName: z.string(),
    devices: z.number().int(),
    urgentOn: z.number().int(),
    withheldOn: z.number().int(),
    due: Due.nullable(),
    deployments: z.number().int(),
    newsAt: Instant,
    state: State,
    choice: Choice,
    choices: z.array(Choice),
    why: z.string(),
    decisionId: Id.nullable(),
    mayDecide: z.boolean().meta({ description: 'false: you may look at this client, and not decide for it' }),
  })
  .meta({ id: 'DeskClient' });

export const DeskGroup = z
  .object({
    id: GroupId,
    kind: z.enum(['update', 'vulnerability']).meta({ description: 'vulnerability: no fix of it can be had' }),
    title: z.string(),
    systems: z.array(z.string()),
    from: z.array(z.string()),
    to: z.array(z.string()).meta({ description: 'versions of the sources that are offered; none where no fix can be had' }),
    packages: z.array(z.object({ updateId: z.string().nullable(), name: z.string() })),
    advisories: z.array(z.string()).meta({ description: 'the first ids that publishers gave to what it ends' }),
    cves: z.array(z.string()).meta({ description: 'the first of them, known to be exploited before others' }),
    vulnerabilities: z.number().int(),
    cvss: z.number().nullable().meta({ description: 'the highest; null: not known, which is not 0' }),
    kev: z
      .object({ count: z.number().int(), added: z.string() })
      .nullable()
      .meta({ description: 'the first day on which one came into the catalogue' }),
    epss: z.number().nullable(),
    urgency: z.enum(['urgent', 'normal']),
    why: z.string().nullable().meta({ description: 'of a vulnerability: why it is urgent' }),
    said: z.array(UrgencySaid).meta({ description: 'what people say of the urgency of its updates now' }),
    patchRisk: PatchRisk.nullable().meta({ description: 'the highest of its packages, at the least; null: there is nothing to install' }),
    due: Due.nullable(),
    devices: z.number().int().meta({ description: 'the most that any one of its packages has, added up over clients' }),
    news: z.array(News),
    newsAt: Instant,
    clients: z.array(DeskClient),
  })
  .meta({ id: 'DeskGroup' });

const Choices = z
  .array(z.object({ group: GroupId, clientId: Id.nullable(), choice: Choice }))
  .max(20_000)
  .meta({
    description: 'what was chosen instead of what is proposed, for a group, or for one client in it; what is not named stays as proposed',
  });

const Shown = z.strictObject({
  clientId: Id.nullable().meta({ description: 'null: every client of yours' }),
  span: Span,
  at: Instant.meta({ description: 'when the desk was read, as it said' }),
  choices: Choices,
});

const Planned = z
  .object({
    clientId: Id,
    clientName: z.string(),
    group: GroupId,
    title: z.string(),
    scope: DecisionScopeSchema,
    kind: DecisionKindName,
    recommendation: z.string(),
    reason: z.string(),
    reviewAt: Instant,
  })
  .meta({ id: 'DeskDecision', description: 'a decision as it will be recorded' });

export const deskRoutes = {
  getDesk: route({
    method: 'GET',
    path: '/api/v1/desk',
    summary: 'What is new at your clients, by product, the gravest first, and what would be decided',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({ clientId: Id.optional(), span: Span.default('visit') }),
    response: page(DeskGroup).extend({
      at: Instant.meta({ description: 'when it was read: give it back with what you decide' }),
      since: z.object({
        at: Instant.nullable().meta({ description: 'null: it differs from client to client' }),
        why: z.string(),
      }),
      totals: z.object({
        groups: z.number().int(),
        urgent: z.number().int(),
        deploy: z.number().int().meta({ description: 'decisions that would be recorded' }),
        person: z.number().int().meta({ description: 'groups of which a person must say what follows at a client' }),
      }),
    }),
  }),
  previewDesk: route({
    method: 'POST',
    path: '/api/v1/desk/preview',
    summary: 'Exactly the decisions that a confirmation would record, and their digest',
    permission: 'device.read',
    tenant: 'client',
    audit: { none: 'nothing changes' },
    body: Shown,
    response: z.object({
      decisions: z.array(Planned),
      digest: z.string(),
      devices: z.number().int().meta({ description: 'the most devices that any one of them reaches, added up' }),
      person: z.number().int().meta({ description: 'groups that stay open: a person must say what follows' }),
      notYours: z
        .array(z.object({ clientId: Id, clientName: z.string() }))
        .meta({ description: 'clients left out: you may not decide for them' }),
    }),
  }),
  confirmDesk: route({
    method: 'POST',
    path: '/api/v1/desk/confirm',
    summary: 'Record the decisions that were shown: all of them, or none where something changed meanwhile',
    permission: 'decision.write',
    tenant: 'client',
    audit: 'decision.recorded',
    body: Shown.extend({
      digest: z.string().max(100).meta({ description: 'of what the preview showed' }),
      through: z.boolean().meta({ description: 'true: next time the desk shows only what comes after this' }),
    }),
    response: z.object({ recorded: z.array(z.object({ id: Id, clientId: Id, title: z.string() })) }),
  }),
  noteDeskVisit: route({
    method: 'POST',
    path: '/api/v1/desk/visit',
    summary: 'Say that you are through with the desk: next time it shows only what came after it was read',
    permission: 'device.read',
    tenant: 'client',
    audit: { none: 'how far somebody has read changes nothing for anybody else' },
    body: z.strictObject({ clientId: Id.nullable(), at: Instant }),
    response: z.object({ clients: z.number().int() }),
  }),
} as const;
