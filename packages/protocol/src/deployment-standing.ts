/** What of a deployment lies within which standing approval. A part of the route table (routes.ts). */
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Id, Instant } from './shared.ts';

const count = z.number().int().min(0);

export const DeploymentStandingView = z
  .object({
    clientId: Id,
    title: z.string().meta({ description: 'of the deployment' }),
    state: z.enum(['asking', 'judged', 'approved', 'over']).meta({
      description:
        '`asking`: devices are still asked what the change would do; `judged`: the plan as it would be approved now; `approved`: nothing is left to judge; `over`: it has ended',
    }),
    sentence: z.string().meta({ description: 'whether it needs a person, and why' }),
    letRun: z
      .array(
        z.object({
          id: Id,
          by: z.string(),
          policyVersion: count,
          until: Instant,
          revokedAt: Instant.nullable(),
        }),
      )
      .meta({ description: 'the standing approvals under which it was approved; none: a person approved it, or nobody has' }),
    within: z
      .array(
        z.object({
          id: Id.meta({ description: 'of the first of its approvals' }),
          by: z.array(z.string()).meta({ description: 'who signed it' }),
          policyVersion: count,
          until: Instant,
          devicesWithin: count,
          outside: z.array(z.string()).meta({ description: 'why the deployment as a whole lies outside; then all of it does' }),
        }),
      )
      .meta({ description: 'standing approvals of its policy that are in force, the nearest first' }),
    devices: z
      .array(
        z.object({
          deviceId: Id,
          deviceName: z.string(),
          changes: count.meta({ description: 'packages that would be changed there' }),
          within: Id.nullable().meta({ description: 'the standing approval within which its changes lie; null: none' }),
          outside: z.array(z.string()).meta({ description: 'what of it lies outside the nearest one, and why' }),
        }),
      )
      .meta({ description: 'at most 500, those that lie outside first' }),
    more: count.meta({ description: 'devices that are not listed' }),
  })
  .meta({ id: 'DeploymentStanding' });

export const deploymentStandingRoutes = {
  getDeploymentStanding: route({
    method: 'GET',
    path: '/api/v1/deployments/:id/standing',
    summary: 'Which of its changes lie within which standing approval, what lies outside and why; and which one let it run',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    response: DeploymentStandingView,
  }),
} as const;
