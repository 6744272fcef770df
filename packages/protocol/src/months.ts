/** Monthly reports of clients: what had to be in and was, what was done, and what waits for the client. A part of the route table (routes.ts). */
import { stepStates } from '@fettle/core/checklist';
import { needKinds } from '@fettle/core/months';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Hash, Id, Instant } from './shared.ts';

const Month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month, e.g. 2026-10')
  .meta({ description: 'a month of the client’s own calendar, e.g. 2026-10' });
const Count = z.number().int();

export const AttainmentView = z
  .object({
    met: Count.meta({ description: 'in by their day' }),
    late: Count.meta({ description: 'in or gone, after their day' }),
    open: Count.meta({ description: 'past their day, and still not in' }),
    excluded: Count.meta({ description: 'decided otherwise, or not owed any more on that day; counted nowhere else' }),
    owed: Count.meta({ description: 'met, late and open together' }),
    share: z.number().min(0).max(1).nullable().meta({ description: 'met of owed; null: nothing was owed' }),
  })
  .meta({ id: 'Attainment' });
const LatencyView = z.object({ count: Count, medianDays: z.number().nullable(), p90Days: z.number().nullable() });
const State = z.enum(stepStates);

export const MonthReportView = z
  .object({
    format: z.literal('fettle-month/1'),
    provider: z.string(),
    client: z.object({ id: Id, name: z.string(), zone: z.string() }),
    month: Month,
    from: Instant,
    until: Instant,
    asOf: Instant.meta({ description: 'when the records were read: what is open is open as of then' }),
    recordedSince: Instant.meta({ description: 'of the days before it is not known when updates were in' }),
    fleet: z.object({
      devices: Count,
      scanned: Count.meta({ description: 'within 48 hours before asOf' }),
      withoutMissed: Count.meta({ description: 'of those scanned: with nothing past its day' }),
    }),
    attainment: AttainmentView,
    byRule: z.array(AttainmentView.extend({ rule: z.string() })),
    latency: z.object({ urgent: LatencyView, normal: LatencyView }).meta({ description: 'days from the first offer until a scan saw it' }),
    missed: z
      .array(
        z.object({
          deviceId: Id,
          device: z.string(),
          update: z.string(),
          rule: z.string(),
          urgency: z.enum(['urgent', 'normal']),
          due: Instant,
          endedAt: Instant.nullable().meta({ description: 'null: still open' }),
        }),
      )
      .meta({ description: 'open ones first, at most 200' }),
    moreMissed: Count,
    changes: z.object({
      packages: Count,
      devices: Count,
      rows: z
        .array(
          z.object({
            deploymentId: Id,
            title: z.string(),
            at: Instant,
            verified: Count,
            failed: Count,
            takenBack: Count,
            otherwise: Count.meta({ description: 'refused, missed, cancelled, or nobody knows' }),
          }),
        )
        .meta({ description: 'the newest first, at most 50' }),
      more: Count,
    }),
    needs: z.array(z.object({ kind: z.enum(needKinds), count: Count })),
    needsKnown: z.boolean().meta({ description: 'false: the twelve steps were not computed on that day' }),
    steps: z.array(z.object({ step: Count, title: z.string(), state: State, before: State, sentence: z.string() })),
    trend: z.array(z.object({ month: Month, met: Count.nullable(), owed: Count.nullable() })),
  })
  .meta({ id: 'MonthReport' });

const ofMonth = z.object({ id: Id, month: Month });

export const monthRoutes = {
  listMonths: route({
    method: 'GET',
    path: '/api/v1/clients/:id/months',
    summary: 'The monthly reports of a client, the newest first',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    response: z.object({
      clientName: z.string(),
      running: Month.meta({ description: 'the month that is running at the client: its report can be asked for as it stands so far' }),
      items: z
        .array(
          z.object({
            month: Month,
            madeAt: Instant,
            digest: Hash,
            attainment: AttainmentView,
            missing: z.string().nullable().meta({ description: 'of which part of the month nothing is known' }),
          }),
        )
        .meta({ description: 'at most 60' }),
    }),
  }),
  getMonth: route({
    method: 'GET',
    path: '/api/v1/clients/:id/months/:month',
    summary: 'The report of a month; of the running one how it stands so far',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    params: ofMonth,
    response: z
      .object({
        made: z
          .object({ madeAt: Instant, digest: Hash })
          .nullable()
          .meta({ description: 'null: it is not made yet, and is how it stands so far' }),
        missing: z.string().nullable().meta({ description: 'why the numbers are not of the whole month' }),
        sentence: z.string(),
        needs: z.array(z.string()),
        report: MonthReportView,
      })
      .meta({ id: 'Month' }),
    rateLimit: { max: 120, perSeconds: 60 },
  }),
  getMonthDocument: route({
    method: 'GET',
    path: '/api/v1/clients/:id/months/:month/document.html',
    summary: 'The report of a month as HTML',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    params: ofMonth,
    response: 'html',
  }),
  getMonthPdf: route({
    method: 'GET',
    path: '/api/v1/clients/:id/months/:month/document.pdf',
    summary: 'The report of a month as PDF, with its content attached',
    permission: 'evidence.read',
    tenant: 'client',
    audit: 'month.exported',
    params: ofMonth,
    response: 'pdf',
    rateLimit: { max: 30, perSeconds: 60 },
  }),
  listClientsOfMonth: route({
    method: 'GET',
    path: '/api/v1/months',
    summary: 'All clients beside each other by how the deadlines of a month were met, the lowest share first',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    query: z.object({ month: Month.optional().meta({ description: 'the last one that is over in UTC where nothing is said' }) }),
    response: z.object({
      month: Month,
      items: z
        .array(
          z.object({
            clientId: Id,
            clientName: z.string(),
            madeAt: Instant.nullable().meta({ description: 'null: there is no report of this month' }),
            attainment: AttainmentView.nullable(),
            devices: Count.nullable(),
            failingSteps: Count.nullable(),
          }),
        )
        .meta({ description: 'at most 2,000' }),
    }),
  }),
} as const;
