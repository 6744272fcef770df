/** What policies select now, by rules and lanes, and what was selected when a deployment was proposed. A part of the route table (routes.ts). */
import { policyLevels } from '@fettle/core/policy';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Id, Instant } from './shared.ts';

const count = z.number().int();
export const SelectionDecision = z.enum(['select', 'defer', 'block', 'pin', 'unknown', 'wait', 'exclude', 'ungoverned']).meta({
  id: 'SelectionDecision',
  description:
    'unknown: a rule asks for its age and nobody published when it came out, so it waits for a person; wait: selected, and the device does not offer it freely; ungoverned: no whole policy holds for the device',
});

/** Updates of one name and version that were decided alike, for one reason, in one lane. */
export const SelectionLine = z
  .object({
    softwareId: z.string(),
    name: z.string(),
    version: z.string(),
    class: z.enum(['security', 'normal']),
    decision: SelectionDecision,
    sentence: z.string().meta({ description: 'why: the rule, pin or class that decided, and what it rests on' }),
    until: Instant.nullable().meta({ description: 'when it is selected by itself; null: no deferral' }),
    dateSource: z
      .enum(['advisory', 'first-seen'])
      .nullable()
      .meta({ description: 'whose date its age was counted from; first-seen is no release date: it came out then or before' }),
    lane: z.string().nullable().meta({ description: 'null: the policy has no lanes' }),
    devices: count,
    deviceNames: z.array(z.string()).meta({ description: 'the first five' }),
  })
  .meta({ id: 'SelectionLine' });

const lines = z.array(SelectionLine).meta({ description: 'at most 500' });

export const selectionRoutes = {
  previewSelection: route({
    method: 'POST',
    path: '/api/v1/clients/:id/selection',
    summary: 'What policies select of what devices are offered now, and why; with a policy that is not saved yet, what it would select',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    rateLimit: { max: 60, perSeconds: 60 },
    params: z.object({ id: Id }),
    body: z.strictObject({
      deviceIds: z.array(Id).min(1).max(1000).optional(),
      instead: z
        .strictObject({ level: z.enum(policyLevels), subjectId: Id.nullable(), body: z.unknown() })
        .optional()
        .meta({ description: 'what this level would say instead of what it says; subjectId as of policy levels' }),
    }),
    response: z.object({
      asOf: Instant,
      problems: z
        .array(z.object({ path: z.string(), message: z.string() }))
        .meta({ description: 'why the unsaved policy can not be read' }),
      devices: z
        .object({ all: count, looked: count })
        .meta({ description: 'of a large client only the first 2,000 devices are looked at' }),
      counts: z.array(z.object({ decision: SelectionDecision, updates: count, devices: count })),
      lanes: z
        .array(z.object({ name: z.string(), words: z.string(), updates: count, devices: count }))
        .meta({ description: 'what is selected in each, in their order; none: the policy has no lanes' }),
      lines,
      more: count.meta({ description: 'lines beyond those shown' }),
    }),
  }),
  getDeploymentSelection: route({
    method: 'GET',
    path: '/api/v1/deployments/:id/selection',
    summary: 'What was decided of each update when the deployment was proposed, and why',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    response: z.object({
      lane: z.string().nullable(),
      lines,
      more: count.meta({ description: 'lines beyond those that were kept' }),
    }),
  }),
} as const;
