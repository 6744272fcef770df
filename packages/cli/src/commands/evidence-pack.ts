import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { writeWholeFile } from '../keys/private-file.ts';
import { size } from '../output/times.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle evidence pack CLIENT`: what an auditor of a framework asks for, as one file that verifies without any server. */
export function addEvidencePack(group: Group, { io, finish }: Session): void {
  online(
    group,
    'pack',
    'what an auditor asks for over a period, clause by clause, with the records, as one ZIP file that verifies without any server',
  )
    .argument('<client>', 'name or id')
    .requiredOption('--framework <id>', 'e.g. pci-dss-4.0.1; fettle framework list names them')
    .requiredOption('--from <day>', 'the first day of the period (UTC), e.g. 2026-01-01')
    .requiredOption('--until <day>', 'its last day (UTC)')
    .requiredOption('--out <file>', 'into this file')
    .action(async (named, options) => {
      const { api, document } = connect(io, options);
      const { id } = await findClient(api, named);
      const { framework, from, until } = options;
      const bytes = await document('getEvidencePack', { params: { id, framework }, query: { from, until } });
      const path = writeWholeFile(io.folder, options.out, bytes);
      finish(options, {
        json: { path, bytes: bytes.length },
        text: `${path} (${size(bytes.length)})\nVerify it with: fettle evidence verify ${options.out}`,
      });
    });
}
