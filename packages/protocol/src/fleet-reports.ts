/** Fleet reports: what is missing, what was installed, what failed, over all devices in reach, as rows and as files. A part of the route table (routes.ts). */
import { badEnds, fleetReportKinds } from '@fettle/core/fleet-reports';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Id, Instant, PageQuery, page } from './shared.ts';

const filters = {
  clientId: Id.optional(),
  siteId: Id.optional(),
  text: z.string().trim().max(200).optional().meta({ description: 'a part of the name of a device or package' }),
  class: z.enum(['security', 'normal']).optional().meta({ description: 'of missing updates' }),
  urgency: z.enum(['urgent', 'normal']).optional().meta({ description: 'of missing updates' }),
  outcome: z.enum(badEnds).optional().meta({ description: 'of failed changes' }),
  from: Instant.optional().meta({ description: 'of reports about a span: its begin; 30 days before its end where nothing is said' }),
  until: Instant.optional().meta({ description: 'its end; now where nothing is said' }),
};

export const FleetReportRow = z
  .object({
    id: z.string(),
    clientId: Id,
    deviceId: Id,
    deploymentId: Id.nullable(),
    cells: z
      .record(z.string(), z.string().nullable())
      .meta({ description: 'by the key of the column; null: nothing to say, or not known' }),
  })
  .meta({ id: 'FleetReportRow' });

const byKind = z.object({ kind: z.enum(fleetReportKinds) });

export const fleetReportRoutes = {
  listFleetReport: route({
    method: 'GET',
    path: '/api/v1/fleet-reports/:kind',
    summary: 'Missing updates, installed changes or failed changes of all devices in reach',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    params: byKind,
    query: PageQuery.extend(filters),
    response: page(FleetReportRow).extend({ total: z.number().int() }),
  }),
  getFleetReportFile: route({
    method: 'GET',
    path: '/api/v1/fleet-reports/:kind/file',
    summary: 'The same as CSV, XLSX or PDF',
    permission: 'evidence.read',
    tenant: 'client',
    audit: 'fleet-report.exported',
    params: byKind,
    query: z.object({ ...filters, format: z.enum(['csv', 'xlsx', 'pdf']) }),
    response: 'file',
  }),
};
