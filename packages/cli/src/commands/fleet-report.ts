import { Argument } from '@commander-js/extra-typings';
import { fleetReportKinds, fleetReports } from '@fettle/core/fleet-reports';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { writeWholeFile } from '../keys/private-file.ts';
import { fleetReportText } from '../output/fleet-report-text.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { size } from '../output/times.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

const formats = ['csv', 'xlsx', 'pdf'] as const;

/** `fettle fleet-report KIND`: what is missing, was installed or failed, over all devices in reach. */
export function addFleetReport(group: Group, { io, finish }: Session): void {
  online(group, 'fleet-report', 'what is missing, was installed lately, or failed and why: as a table or into files')
    .addArgument(new Argument('<report>', 'which').choices(fleetReportKinds))
    .option('--client <name>', 'of one client')
    .option('--text <text>', 'where the name of a device or package holds this')
    .option('--days <number>', 'installed and failed: of so many days until now')
    .option('--csv <file>', 'as CSV into this file')
    .option('--xlsx <file>', 'as XLSX into this file')
    .option('--pdf <file>', 'as PDF into this file')
    .option('--limit <rows>', 'at most so many rows on the screen, or "all"', '100')
    .action(async (kind, options) => {
      const { api, document } = connect(io, options);
      const query = {
        ...(options.client === undefined ? {} : { clientId: (await findClient(api, options.client)).id }),
        ...(options.text === undefined ? {} : { text: options.text }),
        ...(options.days === undefined ? {} : { from: daysBefore(options.days, kind, io.now()) }),
      };
      const asked = formats.flatMap((format) => (options[format] === undefined ? [] : [{ format, path: options[format] }]));
      if (asked.length === 0) {
        const page = await pagesOf(
          (part) => api('listFleetReport', { params: { kind }, query: { ...part, ...query } }),
          mostRows(options.limit),
        );
        finish(options, { json: page, text: fleetReportText(screenOf(io), kind, page.items) + listEnd(page) });
        return;
      }
      // All first, then all files: nothing is half done.
      const made = [];
      for (const { format, path } of asked)
        made.push({ path, bytes: await document('getFleetReportFile', { params: { kind }, query: { ...query, format } }) });
      const files = made.map(({ path, bytes }) => ({ path: writeWholeFile(io.folder, path, bytes), bytes: bytes.length }));
      finish(options, { json: { files }, text: files.map((file) => `${file.path} (${size(file.bytes)})`).join('\n') });
    });
}

function daysBefore(text: string, kind: (typeof fleetReportKinds)[number], now: Temporal.Instant): string {
  const days = Number(text);
  if (!fleetReports[kind].spans) throw usage('What is missing is missing now: --days is for what was installed, and for what failed.');
  if (!Number.isSafeInteger(days) || days < 1) throw usage(`--days takes a number of days, not ${JSON.stringify(text)}.`);
  return now.subtract({ hours: 24 * days }).toString();
}
