/** A fleet report as a document: one table a client, so that each client's rows can be handed out by themselves. */
import { fleetReports } from '@fettle/core/fleet-reports';
import type { FleetColumn, FleetReportKind } from '@fettle/core/fleet-reports';
import { code, count, heading, muted, paragraph, plain, quoted, remark, time } from '../document/text.ts';
import type { Block, Document, Text } from '../document/types.ts';
import { clockOf } from '../report/times.ts';
import type { Clock } from '../report/times.ts';
import type { FleetRow } from './rows.ts';

export type Asked = {
  readonly kind: FleetReportKind;
  readonly rows: readonly FleetRow[];
  readonly provider: string;
  /** What it was narrowed by, in words. */
  readonly narrowed: readonly string[];
  readonly span: { readonly from: string; readonly until: string } | null;
  readonly at: string;
};

/** What a page is too narrow for: the files for spreadsheets have them. */
const leftOut = new Set(['client', 'class', 'dueBy', 'since', 'withheld', 'scanned', 'code', 'attempt', 'direction']);

export function composeFleetReport({ kind, rows, provider, narrowed, span, at }: Asked): Document {
  const { title, about, columns } = fleetReports[kind];
  const clock = clockOf('UTC');
  const shown = columns.filter(({ key }) => !leftOut.has(key));
  const when = span === null ? `As of ${clock.minute(at)}` : `${clock.minute(span.from)} to ${clock.minute(span.until)}`;
  const clients = Map.groupBy(rows, (row) => row.client_id);
  return {
    language: 'en',
    kind: 'Fleet report',
    title,
    lead: [plain(when), plain(' · by '), quoted(provider)],
    author: provider,
    foot: `${title}, ${clock.second(at)}`,
    asOf: at,
    blocks: [
      paragraph(plain(about)),
      ...narrowed.map((words) => remark(words)),
      remark(`All times are UTC. ${sentenceOfRows(rows.length, clients.size)}`),
      ...[...clients.values()].flatMap((own, index) => clientBlocks(own, index, shown, clock)),
    ],
  };
}

function sentenceOfRows(rows: number, clients: number): string {
  return rows === 0 ? 'There is nothing to report.' : `${count(rows, 'row')} of ${count(clients, 'client')}.`;
}

function clientBlocks(rows: readonly FleetRow[], index: number, columns: readonly FleetColumn[], clock: Clock): readonly Block[] {
  const name = rows[0]?.cells['client'] ?? '';
  return [
    heading(2, `client-${index + 1}`, quoted(name)),
    {
      kind: 'table',
      caption: `${name}: ${count(rows.length, 'row')}`,
      columns: columns.map(({ title, as }) => ({ title, width: as === 'wide' ? 4 : as === 'time' ? 0 : 2 })),
      rows: rows.map(({ cells }) => columns.map((column) => cellText(column, cells[column.key] ?? null, clock))),
    },
  ];
}

function cellText({ as }: FleetColumn, value: string | null, clock: Clock): Text {
  if (value === null || value === '') return [muted('–')];
  if (as === 'time') return [time(clock.minute(value))];
  return [as === 'code' ? code(value) : quoted(value)];
}
