/** Evidence packs: what a framework asks for, what the records answer over a period, and the records. A part of the route table (routes.ts). */
import { frameworks } from '@fettle/core/frameworks';
import { z } from 'zod';
import { route } from './route.ts';
import { Day, Id } from './shared.ts';

const ids = frameworks.map(({ id }) => id);

export const evidencePackRoutes = {
  getEvidencePack: route({
    method: 'GET',
    path: '/api/v1/clients/:id/evidence-packs/:framework',
    summary:
      'An evidence pack as a ZIP file: answers to each clause, population lists, samples end to end, a manifest, and the audit trail that binds it',
    permission: 'evidence.read',
    tenant: 'client',
    audit: 'evidence-pack.made',
    params: z.object({ id: Id, framework: z.enum(ids as [string, ...string[]]) }),
    query: z.object({
      from: Day.meta({ description: 'the first day of the period (UTC)' }),
      until: Day.meta({ description: 'its last day (UTC); at most 800 days' }),
    }),
    response: 'file',
    rateLimit: { max: 10, perSeconds: 60 },
  }),
} as const;
