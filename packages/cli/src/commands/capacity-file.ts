import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { writeWholeFile } from '../keys/private-file.ts';
import { linesOf } from '../lines.ts';
import { clean } from '../output/clean.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle capacity import FILE`: hosts, dependencies and clusters; whole or not at all. */
export function addCapacityImport(group: Group, { io, finish }: Session): void {
  online(
    group,
    'import',
    'take hosts, dependencies and clusters from a file: CSV with the columns device, relation, other, and if you like most and do',
  )
    .argument('<file>', 'the file; - for standard input')
    .requiredOption('--client <name>', 'devices of this client')
    .option('--dry-run', 'only say what it would change, and which lines can not be taken')
    .action(async (file, options) => {
      const csv = [...linesOf(io.folder, file)].join('\n');
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const answer = await api('importRelations', { params: { id }, body: { csv, dryRun: options.dryRun === true } });
      const lines = [
        ...answer.problems.map(({ line, message }) => `line ${line}: ${clean(message)}`),
        ...answer.changes.map(({ line, sentence }) => `line ${line}: ${clean(sentence)}`),
        answer.applied
          ? `${changes(answer.changed)} ${answer.changed === 1 ? 'was' : 'were'} taken.`
          : `${changes(answer.changed)} would be taken${answer.wrong === 0 ? '' : `, if it were not for ${answer.wrong === 1 ? 'a line' : `${answer.wrong} lines`} that can not be`}.`,
      ];
      finish(options, { json: answer, text: lines.join('\n') });
    });
}

/** `fettle capacity export`: the same form. */
export function addCapacityExport(group: Group, { io, finish }: Session): void {
  online(group, 'export', 'write hosts, dependencies and clusters in the form that import takes')
    .requiredOption('--client <name>', 'devices of this client')
    .option('--to <file>', 'into this file; without it to standard output')
    .action(async (options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const answer = await api('exportRelations', { params: { id } });
      if (options.to === undefined) return finish(options, { json: answer, text: answer.csv });
      const written = writeWholeFile(io.folder, options.to, Buffer.from(answer.csv));
      finish(options, { json: { written }, text: `${clean(options.to)} is written.` });
    });
}

function changes(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`;
}
