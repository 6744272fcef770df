import { connect } from '../connection/api.ts';
import { findDeployment } from '../connection/find.ts';
import { writeWholeFile } from '../keys/private-file.ts';
import { size } from '../output/times.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy report ID`: the installation report as a file. */
export function addDeployReport(group: Group, { io, finish }: Session): void {
  online(group, 'report', 'the installation report: HTML on standard output, or into files')
    .argument('<deployment>', 'id, its last characters, or title')
    .option('--html <file>', 'as HTML into this file')
    .option('--pdf <file>', 'as PDF into this file')
    .action(async (named, options) => {
      if (options.json === true && options.html === undefined && options.pdf === undefined)
        throw usage('A report is no JSON: name a file with --html or --pdf, and --json tells what was written.');
      const { api, document } = connect(io, options);
      const input = { params: { id: await findDeployment(api, named) } };
      if (options.html === undefined && options.pdf === undefined) return io.out(await document('getReport', input));
      // Both first, then both files: nothing is half done.
      const html = options.html === undefined ? null : { path: options.html, bytes: await document('getReport', input) };
      const pdf = options.pdf === undefined ? null : { path: options.pdf, bytes: await document('getReportPdf', input) };
      const files = [html, pdf]
        .filter((file) => file !== null)
        .map(({ path, bytes }) => ({ path: writeWholeFile(io.folder, path, bytes), bytes: bytes.length }));
      finish(options, { json: { files }, text: files.map((file) => `${file.path} (${size(file.bytes)})`).join('\n') });
    });
}
