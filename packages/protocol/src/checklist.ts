/** The twelve steps of patch management as they stand for a client, and stood. A part of the route table (routes.ts). */
import { remedyPlaces, stepStates } from '@fettle/core/checklist';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Because, Day, Id, Instant, page, PageQuery } from './shared.ts';

const Remedy = z.object({
  label: z.string(),
  place: z.enum(remedyPlaces),
  path: z.string().meta({ description: 'address in the console where a person mends it' }),
});

const StepNumber = z.number().int().min(1).max(12);
const StepState = z.enum(stepStates).meta({ description: 'unknown: evidence is missing; such a step is never good' });
const since = Instant.nullable().meta({
  description: 'since when it is in this state without a gap; null: nothing was computed, or it is not kept (of sites and groups)',
});
const asOfDay = Day.optional().meta({ description: 'a past day (UTC): as it was computed then, at its end' });

export const ChecklistStep = z
  .object({
    step: StepNumber,
    title: z.string(),
    state: StepState,
    since,
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

const Rules = z
  .object({
    scanHours: z.number().int().meta({ description: 'a device that was not scanned for longer fails step 3; 48 or less' }),
    riskDays: z.number().int().meta({ description: 'a deadline that is nearer, and in no deployment, is at risk in step 4; 3 or more' }),
    attentionFails: z.array(StepNumber).max(12).meta({ description: 'steps in which what needs attention counts as failing' }),
  })
  .meta({ id: 'ChecklistRules' });
const RulesView = Rules.extend({
  version: z.number().int().meta({ description: '0: the standard ones' }),
  changed: z.object({ at: Instant, by: z.string(), because: z.string() }).nullable(),
});

export const checklistRoutes = {
  getChecklistRules: route({
    method: 'GET',
    path: '/api/v1/checklist-rules',
    summary: 'By which rules of the provider the twelve steps are judged',
    permission: 'settings.read',
    tenant: 'provider',
    audit: reading,
    response: RulesView,
  }),
  saveChecklistRules: route({
    method: 'PUT',
    path: '/api/v1/checklist-rules',
    summary: 'Make these rules stricter than the standard, for all clients; past days stay as they were computed',
    permission: 'checklist.write',
    tenant: 'provider',
    audit: 'checklist.rules-set',
    body: z.strictObject({
      ...Rules.shape,
      ...Because.shape,
      basedOn: z.number().int().min(0).meta({ description: 'the version that was changed' }),
    }),
    response: RulesView,
  }),
  getChecklist: route({
    method: 'GET',
    path: '/api/v1/clients/:id/checklist',
    summary:
      'How a client, a site or a group of its devices stands in each of the twelve steps, computed now; a client also as on a past day',
    permission: 'client.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    query: z.object({
      day: asOfDay,
      siteId: Id.optional().meta({ description: 'only the devices of this site; not with `day` or `groupId`' }),
      groupId: Id.optional().meta({ description: 'only the devices of this group; not with `day` or `siteId`' }),
    }),
    response: z.object({
      clientId: Id,
      clientName: z.string(),
      scope: z.object({
        kind: z.enum(['client', 'site', 'group']),
        name: z.string(),
        undecided: z
          .number()
          .int()
          .meta({ description: 'devices of which it can not be said whether they are in the group: they are not counted' }),
      }),
      day: Day.nullable().meta({ description: 'null: now' }),
      at: Instant.nullable().meta({ description: 'when it was computed; null: nothing was on that day' }),
      steps: z.array(ChecklistStep),
    }),
  }),
  getChecklistHistory: route({
    method: 'GET',
    path: '/api/v1/clients/:id/checklist/history',
    summary: 'In which state each of the twelve steps of a client was at the end of each day',
    permission: 'client.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    query: z.object({
      days: z.coerce.number().int().min(1).max(366).default(30).meta({ description: 'so many days (UTC), today the last' }),
    }),
    response: z.object({
      clientId: Id,
      clientName: z.string(),
      firstComputedAt: Instant.nullable().meta({ description: 'null: never' }),
      steps: z.array(
        z.object({
          step: StepNumber,
          title: z.string(),
          days: z.array(
            z.object({
              day: Day,
              state: StepState,
              computed: z.boolean().meta({ description: 'false: nothing was computed on that day, and so it is unknown' }),
            }),
          ),
        }),
      ),
    }),
  }),
  listChecklists: route({
    method: 'GET',
    path: '/api/v1/checklists',
    summary: 'All clients in the twelve steps as they were computed last, those that need a person most first',
    permission: 'client.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({
      step: z.coerce.number().int().min(1).max(12).optional().meta({ description: 'the worse this step is, the further in front' }),
      state: z.enum(stepStates).optional().meta({ description: 'only clients with this state in `step`, or without one in any' }),
      day: asOfDay,
    }),
    response: page(
      z.object({
        clientId: Id,
        clientName: z.string(),
        at: Instant.nullable().meta({ description: 'when it was computed; null: nothing was within a day, or on that day' }),
        steps: z.array(z.object({ step: StepNumber, state: StepState, since, sentence: z.string() })),
      }),
    ),
  }),
} as const;
