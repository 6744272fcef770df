/** Regressions: checks that passed before a change and failed later, and what people decided of them. A part of the route table (routes.ts). */
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Id, Instant, PageQuery, page } from './shared.ts';

export const regressionDecisions = ['roll-back', 'accept', 'fixed'] as const;

export const RegressionView = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    deploymentId: Id,
    deploymentTitle: z.string(),
    deviceId: Id,
    deviceName: z.string(),
    check: z.string(),
    seen: z.enum(['soak', 'later']),
    days: z.number().int().nullable().meta({ description: 'so many days after the change; null: at the end of the soak' }),
    before: z.string().meta({ description: 'what the check said before the change' }),
    after: z.string(),
    changedSince: z
      .number()
      .int()
      .meta({ description: 'changes of the device by other deployments in between: it may come from one of them' }),
    foundAt: Instant,
    sentence: z.string(),
    decision: z
      .object({ what: z.enum(regressionDecisions), because: z.string(), rollbackId: Id.nullable(), by: z.string(), at: Instant })
      .nullable(),
    mayDecide: z.boolean(),
  })
  .meta({ id: 'Regression' });

export const regressionRoutes = {
  listRegressions: route({
    method: 'GET',
    path: '/api/v1/regressions',
    summary: 'Checks that passed before a change and failed later, the newest first',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({
      clientId: Id.optional(),
      deploymentId: Id.optional(),
      deviceId: Id.optional(),
      state: z.enum(['open', 'decided', 'all']).default('open'),
    }),
    response: page(RegressionView),
  }),
  decideRegression: route({
    method: 'POST',
    path: '/api/v1/regressions/:id/decide',
    summary: 'Decide what becomes of a regression: it is taken back by a deployment, accepted, or fixed otherwise',
    permission: 'deployment.hold',
    tenant: 'client',
    audit: 'regression.decided',
    params: z.object({ id: Id }),
    body: z.strictObject({
      what: z.enum(regressionDecisions),
      because: z.string().trim().min(3).max(2000),
      rollbackId: Id.nullable().default(null).meta({ description: 'the roll-back of its deployment, for roll-back' }),
    }),
    response: RegressionView,
  }),
} as const;
