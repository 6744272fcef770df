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

/** How a question that is asked again stands: of `unknown` nobody answered in the time for it, and nothing is known. */
export const againStates = ['planned', 'waiting', 'passed', 'failed', 'not-measured', 'refused', 'unknown', 'not-asked'] as const;

const count = z.number().int();
export const ChecksAgain = z
  .object({
    items: z
      .array(
        z.object({
          days: count.meta({ description: 'so many days after a device was verified' }),
          devices: count.meta({ description: 'of which so many are verified so far: the sum of what follows' }),
          planned: count.meta({ description: 'not asked yet; a quarantined device is asked once it is back' }),
          waiting: count.meta({ description: 'asked, and there is still time to answer' }),
          passed: count,
          failed: count.meta({
            description: 'a check fails, which it may have done before the change too: regressions are told by themselves',
          }),
          notMeasured: count,
          refused: count.meta({ description: 'the device did not take the question' }),
          unknown: count.meta({ description: 'nobody answered within the time for it: how these devices are is not known' }),
          notAsked: count.meta({ description: 'retired meanwhile, or without checks' }),
          nextAt: Instant.nullable().meta({ description: 'when the next device is asked; null: none is left to ask' }),
        }),
      )
      .meta({ description: 'by the days of the policy, ascending; empty: its policy asks nothing again, or nothing is verified yet' }),
    silent: z
      .array(z.object({ days: count, deviceId: Id, deviceName: z.string(), state: z.enum(againStates), askedAt: Instant, until: Instant }))
      .meta({ description: 'the devices that were asked and have not answered, in order of days and name; 200 at most' }),
  })
  .meta({ id: 'ChecksAgain' });

export const regressionRoutes = {
  getChecksAgain: route({
    method: 'GET',
    path: '/api/v1/deployments/:id/checks-again',
    summary: 'How the checks stand that a deployment has asked again days after it: answered, awaited, or never answered',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    response: ChecksAgain,
  }),
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
