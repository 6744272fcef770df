/** What people say of the urgency of updates: what the API shows of it, and the routes. A part of the route table (routes.ts). */
import { faultKinds, wordKinds } from '@fettle/core/urgency-words';
import { z } from 'zod';
import { DecisionScopeSchema } from './decisions.ts';
import { reading, route } from './route.ts';
import { Because, Id, Instant, ManagerIdSchema, Name, PageQuery, page } from './shared.ts';

const Words = z.string().trim().min(3).max(4000);

export const WordKindName = z.enum(wordKinds).meta({
  id: 'UrgencyWordKind',
  description: 'fault: the device shows a fault that the update mends; urgent, normal: a person says so, whatever the rules say',
});

const AboutUpdate = z.strictObject({
  kind: z.literal('update'),
  manager: ManagerIdSchema,
  sourceName: Name,
  sourceVersion: Name.nullable().meta({ description: 'null: every version of this source' }),
});

export const UrgencyWordView = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    says: WordKindName,
    manager: ManagerIdSchema,
    sourceName: z.string(),
    sourceVersion: z.string().nullable(),
    title: z.string().meta({ description: 'what it is about, in words' }),
    scope: DecisionScopeSchema,
    scopeNames: z.array(z.string()).meta({ description: 'the sites or devices by name; empty for the whole client' }),
    fault: z.object({ kind: z.enum(faultKinds), evidence: z.string(), seenSince: Instant.nullable() }).nullable(),
    reason: z.string(),
    endsAt: Instant.nullable(),
    by: z.string(),
    madeAt: Instant,
    standing: z.enum(['in-force', 'ended', 'revoked']),
    revoked: z.object({ at: Instant, by: z.string(), because: z.string() }).nullable(),
    effect: z
      .object({
        offers: z.number().int().meta({ description: 'offers for which it counts now: one an update and device' }),
        otherwise: z.number().int().meta({ description: 'of those, where the rules say otherwise' }),
        kept: z.number().int().meta({ description: 'of those, where it is not followed: they are known to be exploited, and stay urgent' }),
        because: z.array(z.string()).meta({ description: 'what the rules say, on one of those devices; empty where they say the same' }),
      })
      .meta({ description: 'what it does, as it was judged last' }),
  })
  .meta({ id: 'UrgencyWord' });

export const urgencyWordRoutes = {
  listUrgencyWords: route({
    method: 'GET',
    path: '/api/v1/urgency-words',
    summary: 'What people said of the urgency of updates, newest first: with what the rules say',
    permission: 'decision.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({
      clientId: Id.optional(),
      updateId: z.string().max(20).optional().meta({ description: 'only about this update' }),
      state: z.enum(['in-force', 'over', 'all']).default('in-force'),
    }),
    response: page(UrgencyWordView),
  }),
  recordUrgencyWord: route({
    method: 'POST',
    path: '/api/v1/urgency-words',
    summary: 'Say that a device shows a fault that an update mends, or that an update is urgent or normal whatever the rules say',
    permission: 'decision.write',
    tenant: 'client',
    audit: 'urgency.recorded',
    body: z
      .strictObject({
        clientId: Id,
        about: z.discriminatedUnion('kind', [
          AboutUpdate,
          z
            .strictObject({ kind: z.literal('offered'), updateId: z.string().max(20), everyVersion: z.boolean() })
            .meta({ description: 'an update that the client is offered now, or every version of its source' }),
        ]),
        scope: DecisionScopeSchema,
        says: WordKindName,
        fault: z
          .strictObject({
            kind: z.enum(faultKinds),
            evidence: Words.meta({ description: 'where one can read what was seen' }),
            seenSince: Instant.nullable(),
          })
          .nullable(),
        reason: Words.meta({ description: 'why; of a fault, what was seen' }),
        endsAt: Instant.nullable().meta({ description: 'to lower needs one, within 90 days' }),
      })
      .meta({ id: 'NewUrgencyWord' }),
    response: UrgencyWordView,
  }),
  revokeUrgencyWord: route({
    method: 'POST',
    path: '/api/v1/urgency-words/:id/revoke',
    summary: 'Take back what was said: the rules decide again',
    permission: 'decision.write',
    tenant: 'client',
    audit: 'urgency.revoked',
    params: z.object({ id: Id }),
    body: Because,
    response: UrgencyWordView,
  }),
} as const;
