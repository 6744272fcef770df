import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { writeWholeFile } from '../keys/private-file.ts';
import { size } from '../output/times.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle evidence export`: the audit trail as a file that anybody can verify. */
export function addEvidenceExport(group: Group, { io, finish }: Session): void {
  online(group, 'export', 'the audit trail as a file that anybody can verify')
    .option('--client <name>', 'of this client; otherwise the chain of the provider')
    .option('--out <file>', 'into this file; otherwise on standard output')
    .action(async (options) => {
      if (options.json === true && options.out === undefined)
        throw usage('An export is its own format: name a file with --out, and --json tells what was written.');
      const { api, document } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const bytes = await document('exportAudit', { query: client === null ? {} : { clientId: client.id } });
      if (options.out === undefined) return io.out(bytes);
      const path = writeWholeFile(io.folder, options.out, bytes);
      finish(options, {
        json: { path, bytes: bytes.length },
        text: `${path} (${size(bytes.length)})\nVerify it with: fettle evidence verify ${options.out}`,
      });
    });
}
