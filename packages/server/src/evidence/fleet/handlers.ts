/** Fleet reports: rows for the screen, and files for everything else. */
import { fleetReports } from '@fettle/core/fleet-reports';
import type { FleetColumn, FleetReportKind } from '@fettle/core/fleet-reports';
import { csvText } from '@fettle/core/csv';
import { appendAudit, auditActor } from '../../audit/index.ts';
import { inClients, inNoClient } from '../../platform/database/index.ts';
import { providerId, refuse } from '../../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handler } from '../../platform/feature.ts';
import { pageKeyText, readPageKey } from '../../platform/page-keys.ts';
import { makePdf } from '../pdf/make-pdf.ts';
import { notPdf } from '../pdf/words.ts';
import { composeFleetReport } from './document.ts';
import { countFleetRows, fleetRows } from './rows.ts';
import type { FleetFilter, FleetRow } from './rows.ts';
import { xlsxOf } from './xlsx.ts';
import type { SheetCell } from './xlsx.ts';

const usualDays = 30;
const longestDays = 800;
/** Rows that a file holds at most: what a spreadsheet opens without trouble, and what somebody may read on paper. */
const mostRows = { csv: 50_000, xlsx: 50_000, pdf: 2_000 } as const;

type Query = Parameters<Handler<'getFleetReportFile'>>[0]['query'];
type Filters = Omit<Query, 'format'>;

export const listFleetReport: Handler<'listFleetReport'> = async ({ context, actor, params, query }) => {
  const filter = filterOf(context, query);
  if ('refused' in filter) return filter;
  const after = readPageKey(query.after, ['text', 'text', 'id', 'text']);
  if (after === null)
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  return inClients(context.db, scopeOf(actor, query.clientId), async (tx) => {
    const rows = await fleetRows(tx, params.kind, filter, { after, limit: query.limit + 1 });
    const total = await countFleetRows(tx, params.kind, filter);
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map(rowView),
      next: rows.length > query.limit && last !== undefined ? pageKeyText([last.rank, last.device, last.device_id, last.key]) : null,
      total,
    };
  });
};

export const getFleetReportFile: Handler<'getFleetReportFile'> = async ({ context, actor, params, query }) => {
  const { kind } = params;
  const { format } = query;
  const filter = filterOf(context, query);
  if ('refused' in filter) return filter;
  const scope = scopeOf(actor, query.clientId);
  if (query.clientId !== undefined && scope.length === 0)
    return refuse('not-found', 'There is no such client, or it is out of your reach.');
  const most = mostRows[format];
  const rows = await inClients(context.db, scope, (tx) => fleetRows(tx, kind, filter, { after: undefined, limit: most + 1 }));
  if (rows.length > most)
    return refuse(
      'request.invalid',
      `There are more than ${most} rows, and a file of this kind holds no more. Choose a client, a site or a shorter span${format === 'pdf' ? ', or take CSV or XLSX' : ''}.`,
    );
  const at = context.now();
  const made = await makeFile(context, { kind, format, rows, filter, query, at });
  if ('refused' in made) return made;
  // In the chain of each client whose rows it holds: that client may read who took them along.
  const rowsOf = Map.groupBy(rows, (row) => row.client_id);
  for (const clientId of query.clientId === undefined ? rowsOf.keys() : [query.clientId])
    await inClients(context.db, [clientId], (tx) =>
      appendAudit(tx, clientId, {
        action: 'fleet-report.exported',
        actor: auditActor(actor),
        subject: `fleet-report:${kind}`,
        body: { format, rows: rowsOf.get(clientId)?.length ?? 0 },
        at,
      }),
    );
  return {
    document: true,
    contentType: made.contentType,
    fileName: `${fleetReports[kind].title} ${at.slice(0, 10)}.${format}`,
    body: made.body,
  };
};

type Made = { readonly contentType: string; readonly body: string | Uint8Array };
type Making = {
  readonly kind: FleetReportKind;
  readonly format: Query['format'];
  readonly rows: readonly FleetRow[];
  readonly filter: FleetFilter;
  readonly query: Filters;
  readonly at: string;
};

async function makeFile(context: Context, { kind, format, rows, filter, query, at }: Making): Promise<Made | ApiRefusal> {
  const { title, columns, spans } = fleetReports[kind];
  const lines = rows.map(({ cells }) => columns.map(({ key }) => cells[key] ?? null));
  switch (format) {
    case 'csv':
      // With a byte order mark: without it spreadsheets take UTF-8 for something else.
      return { contentType: 'text/csv; charset=utf-8', body: `\u{FEFF}${csvText([columns.map((column) => column.title), ...lines])}` };
    case 'xlsx':
      return {
        contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        body: await xlsxOf({
          name: title,
          columns: columns.map((column) => ({ title: column.title, width: widthOf(column) })),
          rows: lines.map((cells) => cells.map((cell, index) => sheetCell(columns[index], cell))),
        }),
      };
    case 'pdf': {
      const provider = await inNoClient(context.db, (tx) => tx.selectFrom('installation').select('provider_name').executeTakeFirst());
      const document = composeFleetReport({
        kind,
        rows,
        provider: provider?.provider_name ?? '',
        narrowed: narrowedBy(query),
        span: spans ? { from: filter.from, until: filter.until } : null,
        at,
      });
      const pdf = await makePdf(
        document,
        `${JSON.stringify(
          rows.map(({ cells }) => cells),
          null,
          1,
        )}\n`,
      );
      return pdf.ok ? { contentType: 'application/pdf', body: pdf.bytes } : refuse('unavailable', notPdf[pdf.because]);
    }
  }
}

function sheetCell(column: FleetColumn | undefined, cell: string | null): SheetCell {
  if (cell === null) return null;
  return column?.as === 'time' ? { at: cell } : { text: cell };
}

function widthOf({ as }: FleetColumn): number {
  return as === 'wide' ? 80 : as === 'time' ? 17 : 24;
}

/** The clients that the report is about: one, if it is named, or all whose evidence the actor may read. The provider itself has no devices. */
function scopeOf(actor: Actor, clientId: string | undefined): readonly string[] {
  return actor.scopeFor('evidence.read').filter((id) => id !== providerId && (clientId === undefined || id === clientId));
}

function filterOf(context: Context, query: Filters): FleetFilter | ApiRefusal {
  const until = query.until ?? context.now();
  const from =
    query.from ??
    Temporal.Instant.from(until)
      .subtract({ hours: 24 * usualDays })
      .toString();
  const hours = Temporal.Instant.from(from).until(until).total('hours');
  if (hours <= 0)
    return refuse('request.invalid', 'The span ends before it begins.', [{ path: 'until', message: 'must be later than `from`' }]);
  if (hours > 24 * longestDays)
    return refuse('request.invalid', `A span may be ${longestDays} days long at the most.`, [{ path: 'from', message: 'is too long ago' }]);
  const { siteId, text, class: of, urgency, outcome } = query;
  return { siteId, text, class: of, urgency, outcome, from, until };
}

function narrowedBy({ siteId, text, class: of, urgency, outcome }: Filters): readonly string[] {
  return [
    ...(siteId === undefined ? [] : ['Only one site.']),
    ...(text === undefined || text === '' ? [] : [`Only where a name holds “${text}”.`]),
    ...(of === undefined ? [] : [`Only ${of} updates.`]),
    ...(urgency === undefined ? [] : [`Only what is ${urgency}.`]),
    ...(outcome === undefined ? [] : [`Only what ended as ${outcome}.`]),
  ];
}

function rowView({ key, client_id: clientId, device_id: deviceId, deployment_id: deploymentId, cells }: FleetRow) {
  return { id: `${deviceId} ${key}`, clientId, deviceId, deploymentId, cells };
}
