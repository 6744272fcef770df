/** Fleet reports, for a terminal. */
import { fleetReports } from '@fettle/core/fleet-reports';
import type { FleetReportKind } from '@fettle/core/fleet-reports';
import type { CallOutput } from '@fettle/protocol/client';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import { local } from './times.ts';

type Row = CallOutput<'listFleetReport'>['items'][number];

/** What a terminal has no room for: the files have it. */
const leftOut = new Set(['dueBy', 'since', 'withheld', 'scanned', 'attempt', 'direction', 'site', 'class']);

/** One row a row of the report. */
export function fleetReportText(screen: Screen, kind: FleetReportKind, rows: readonly Row[]): string {
  const { title, columns } = fleetReports[kind];
  if (rows.length === 0) return `${title}: no rows.`;
  const shown = columns.filter(({ key }) => !leftOut.has(key));
  return table(
    screen,
    shown.map((column) => ({ title: column.title.toLowerCase(), atLeast: column.as === 'time' ? 16 : 8 })),
    rows.map(({ cells }) =>
      shown.map(({ key, as }) => {
        const value = cells[key] ?? null;
        return value !== null && as === 'time' ? local(Temporal.Instant.from(value), screen.zone) : value;
      }),
    ),
  );
}
