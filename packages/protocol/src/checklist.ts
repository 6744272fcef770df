/** The twelve steps of patch management as they stand for a client. A part of the route table (routes.ts). */
import { remedyPlaces, stepStates } from '@fettle/core/checklist';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Id, Instant } from './shared.ts';

const Remedy = z.object({
  label: z.string(),
  place: z.enum(remedyPlaces),
  path: z.string().meta({ description: 'address in the console where a person mends it' }),
});

export const ChecklistStep = z
  .object({
    step: z.number().int().min(1).max(12),
    title: z.string(),
    state: z.enum(stepStates).meta({ description: 'unknown: evidence is missing; such a step is never good' }),
    sentence: z.string(),
    reasons: z
      .array(z.object({ state: z.enum(stepStates), sentence: z.string(), remedy: Remedy.nullable() }))
      .meta({ description: 'the worst first' }),
    numbers: z.array(
      z.object({
        key: z.string(),
        value: z.number().int(),
        of: z.number().int().nullable().meta({ description: 'of how many; null: of nothing' }),
      }),
    ),
  })
  .meta({ id: 'ChecklistStep' });

export const checklistRoutes = {
  getChecklist: route({
    method: 'GET',
    path: '/api/v1/clients/:id/checklist',
    summary: 'How a client stands in each of the twelve steps, computed now from its records',
    permission: 'client.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    response: z.object({ clientId: Id, clientName: z.string(), at: Instant, steps: z.array(ChecklistStep) }),
  }),
} as const;
